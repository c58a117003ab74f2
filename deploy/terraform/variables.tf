variable "project" {
  description = "Google Cloud project id."
  type        = string
}

variable "region" {
  description = "Region of Dataflow, Artifact Registry and Scheduler, inside the location."
  type        = string
  default     = "europe-west1"
}

variable "location" {
  description = "Location of dataset and bucket."
  type        = string
  default     = "EU"
}

variable "dataset" {
  description = "BigQuery dataset."
  type        = string
  default     = "news"
}

variable "image_tag" {
  description = "Tag of the image that template and workers run. Rolling back is naming an earlier one."
  type        = string
}

variable "feeds" {
  description = "Feed list: in the bucket, or one that the image holds."
  type        = string
  default     = "/template/feeds/wires.csv"
}

variable "contact" {
  description = "Mail or address that the User-Agent names, so that publishers can reach you."
  type        = string
}

variable "schedule" {
  description = "When a round starts, in cron's words, UTC. No feed is asked more than hourly."
  type        = string
  default     = "5 * * * *"
}

variable "paused" {
  description = "True while nothing is to be launched, as for an update or a backfill."
  type        = bool
  default     = false
}

variable "machine_type" {
  description = "Machine of the workers."
  type        = string
  default     = "e2-standard-2"
}

variable "max_workers" {
  description = "Most workers of a round."
  type        = number
  default     = 2
}

variable "alert_mail" {
  description = "Where alerts go."
  type        = string
}

variable "missed_after_s" {
  description = "An alert where no run ended for so long: two rounds and a half."
  type        = number
  default     = 9000
}

variable "dead_letters_most" {
  description = "An alert where one run has more dead letters."
  type        = number
  default     = 20
}

variable "stale_feeds_most" {
  description = "An alert where one run finds more feeds whose newest entry is two weeks old."
  type        = number
  default     = 5
}

variable "billing_account" {
  description = "Billing account of the budget; empty for no budget."
  type        = string
  default     = ""
}

variable "budget" {
  description = "Money a month, in the billing account's currency; told at half, at all and when it is forecast."
  type        = number
  default     = 100
}

variable "log_field" {
  description = "Field of a log entry that holds the launcher's output: look at one entry after the first run."
  type        = string
  default     = "textPayload"
}
