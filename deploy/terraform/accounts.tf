# Three accounts, each with what it does and nothing else. None has a key: they are used from within the project.
resource "google_service_account" "launcher" {
  account_id   = "dyadwire-launcher"
  display_name = "dyadwire: starts a round; holds the lease, merges, writes the ledger"
}

resource "google_service_account" "worker" {
  account_id   = "dyadwire-worker"
  display_name = "dyadwire: fetches and stages rows"
}

resource "google_service_account" "scheduler" {
  account_id   = "dyadwire-scheduler"
  display_name = "dyadwire: asks Dataflow to launch the template"
}

locals {
  project_roles = {
    "launcher dataflow" = { account = google_service_account.launcher, role = "roles/dataflow.developer" }
    "launcher worker"   = { account = google_service_account.launcher, role = "roles/dataflow.worker" }
    "launcher jobs"     = { account = google_service_account.launcher, role = "roles/bigquery.jobUser" }
    "worker worker"     = { account = google_service_account.worker, role = "roles/dataflow.worker" }
    "worker jobs"       = { account = google_service_account.worker, role = "roles/bigquery.jobUser" }
    "scheduler launch"  = { account = google_service_account.scheduler, role = "roles/dataflow.developer" }
  }
}

resource "google_project_iam_member" "roles" {
  for_each = local.project_roles
  project  = var.project
  role     = each.value.role
  member   = each.value.account.member
}

# The launcher merges and writes the ledger; a worker reads what is seen.
resource "google_bigquery_dataset_iam_member" "launcher" {
  dataset_id = google_bigquery_dataset.news.dataset_id
  role       = "roles/bigquery.dataEditor"
  member     = google_service_account.launcher.member
}

resource "google_bigquery_dataset_iam_member" "worker" {
  dataset_id = google_bigquery_dataset.news.dataset_id
  role       = "roles/bigquery.dataViewer"
  member     = google_service_account.worker.member
}

resource "google_storage_bucket_iam_member" "work" {
  for_each = { launcher = google_service_account.launcher, worker = google_service_account.worker }
  bucket   = google_storage_bucket.work.name
  role     = "roles/storage.objectAdmin"
  member   = each.value.member
}

resource "google_artifact_registry_repository_iam_member" "pull" {
  for_each   = { launcher = google_service_account.launcher, worker = google_service_account.worker }
  repository = google_artifact_registry_repository.images.name
  location   = var.region
  role       = "roles/artifactregistry.reader"
  member     = each.value.member
}

# Who starts a thing as an account must be allowed to act as it: Scheduler as the launcher, the launcher as the worker.
resource "google_service_account_iam_member" "act_as" {
  for_each = {
    scheduler = { account = google_service_account.launcher, by = google_service_account.scheduler }
    launcher  = { account = google_service_account.worker, by = google_service_account.launcher }
  }
  service_account_id = each.value.account.name
  role               = "roles/iam.serviceAccountUser"
  member             = each.value.by.member
}
