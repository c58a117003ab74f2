# The template file that Dataflow launches: where the image is, and which parameters it takes.
resource "google_storage_bucket_object" "template" {
  name   = "template/dyadwire-${var.image_tag}.json"
  bucket = google_storage_bucket.work.name
  content = jsonencode({
    image    = local.image
    sdkInfo  = { language = "PYTHON" }
    metadata = jsondecode(file("${path.module}/../flex/metadata.json"))
  })
}

# One launch an hour. A round that is still at work holds the lease, so that the next one ends with a message and harms nothing.
resource "google_cloud_scheduler_job" "round" {
  name             = "dyadwire-round"
  region           = var.region
  schedule         = var.schedule
  time_zone        = "Etc/UTC"
  paused           = var.paused
  attempt_deadline = "180s"

  retry_config {
    retry_count = 2
  }

  http_target {
    http_method = "POST"
    uri         = "https://dataflow.googleapis.com/v1b3/projects/${var.project}/locations/${var.region}/flexTemplates:launch"
    headers     = { "Content-Type" = "application/json" }
    body = base64encode(jsonencode({
      launchParameter = {
        jobName              = "dyadwire-round"
        containerSpecGcsPath = "gs://${google_storage_bucket.work.name}/${google_storage_bucket_object.template.name}"
        parameters = {
          feeds                 = var.feeds
          to                    = "${var.project}.${var.dataset}"
          staging               = "gs://${google_storage_bucket.work.name}/rows"
          contact               = var.contact
          sdk_container_image   = local.image
          service_account_email = google_service_account.worker.email
        }
        environment = {
          serviceAccountEmail  = google_service_account.launcher.email
          machineType          = var.machine_type
          maxWorkers           = var.max_workers
          tempLocation         = "gs://${google_storage_bucket.work.name}/temp"
          stagingLocation      = "gs://${google_storage_bucket.work.name}/staging"
          additionalUserLabels = local.labels
        }
      }
    }))
    oauth_token {
      service_account_email = google_service_account.scheduler.email
      scope                 = "https://www.googleapis.com/auth/cloud-platform"
    }
  }

  depends_on = [google_project_iam_member.roles, google_service_account_iam_member.act_as]
}
