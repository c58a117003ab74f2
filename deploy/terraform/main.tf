# Everything a scheduled dyadwire needs in one project. `terraform plan` shows it, RUNBOOK.md says in which order to use it.
terraform {
  required_version = ">= 1.5"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

provider "google" {
  project = var.project
  region  = var.region
}

locals {
  labels = { app = "dyadwire" }
  image  = "${var.region}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.images.repository_id}/dyadwire:${var.image_tag}"
  # Written by `python -m schemas.generate`: one folder a table, its name the table's.
  schemas = { for path in fileset("${path.module}/../../schemas/tables", "*/schema.json") : dirname(path) => path }
  layout  = jsondecode(file("${path.module}/../../schemas/tables/layout.json"))
  apis = toset([
    "artifactregistry.googleapis.com", "bigquery.googleapis.com", "cloudscheduler.googleapis.com", "compute.googleapis.com",
    "dataflow.googleapis.com", "logging.googleapis.com", "monitoring.googleapis.com", "storage.googleapis.com",
  ])
}

resource "google_project_service" "apis" {
  for_each           = local.apis
  service            = each.value
  disable_on_destroy = false
}

resource "google_artifact_registry_repository" "images" {
  repository_id = "dyadwire"
  location      = var.region
  format        = "DOCKER"
  labels        = local.labels
  depends_on    = [google_project_service.apis]
}

resource "google_storage_bucket" "work" {
  name                        = "${var.project}-dyadwire"
  location                    = var.location
  labels                      = local.labels
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  # What a run staged is read within the hour; a week is left to look at what a dead run left.
  lifecycle_rule {
    condition {
      age            = 7
      matches_prefix = ["temp/", "staging/", "rows/"]
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_bigquery_dataset" "news" {
  dataset_id  = var.dataset
  location    = var.location
  description = "dyadwire: who deals with whom on security, from the world's news wires."
  labels      = local.labels
  depends_on  = [google_project_service.apis]
}

# The tables of rows and of the ledger. Views are made by `dyadwire tables apply`, which also migrates: a later column is
# added there and read here as no change, since the schema is ignored once the table stands.
resource "google_bigquery_table" "tables" {
  for_each                 = local.schemas
  dataset_id               = google_bigquery_dataset.news.dataset_id
  table_id                 = each.key
  description              = local.layout[each.key].description
  schema                   = file("${path.module}/../../schemas/tables/${each.value}")
  clustering               = length(local.layout[each.key].clustering) > 0 ? local.layout[each.key].clustering : null
  require_partition_filter = local.layout[each.key].require_partition_filter
  labels                   = merge(local.labels, { kind = local.layout[each.key].kind })
  deletion_protection      = true

  dynamic "time_partitioning" {
    for_each = local.layout[each.key].partition == "" ? [] : [local.layout[each.key].partition]
    content {
      type  = "DAY"
      field = time_partitioning.value
    }
  }

  table_constraints {
    primary_key {
      columns = [local.layout[each.key].key]
    }
  }

  lifecycle {
    ignore_changes = [schema]
  }
}
