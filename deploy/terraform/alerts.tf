# Alerts read the one line that a run logs (pipeline/runlog.py); a test holds its fields and these filters together.
locals {
  # The launcher hands our line on as text: fields are read out of it.
  launcher = "resource.type=\"dataflow_step\" AND logName:\"launcher\""
  counted = {
    dead_letters  = { field = "dead_letters", most = var.dead_letters_most, text = "Many entries failed in one run. `dyadwire ask open-dead-letters` says where and why; RUNBOOK.md, Replay." }
    stale_feeds   = { field = "stale_feeds", most = var.stale_feeds_most, text = "Feeds answer with nothing newer than two weeks. `dyadwire ask feed-health` names them; RUNBOOK.md, Feeds." }
    feed_failures = { field = "feed_failures", most = 10, text = "Feeds cannot be read. `dyadwire ask feed-health` names them; RUNBOOK.md, Feeds." }
    lag           = { field = "lag_s", most = 10800, text = "Rows are three hours behind their sources. `dyadwire ask late-runs` says since when; RUNBOOK.md, Late." }
  }
}

resource "google_logging_metric" "counted" {
  for_each        = local.counted
  name            = "dyadwire/${each.value.field}"
  filter          = "${local.launcher} AND ${var.log_field}:\"\\\"event\\\": \\\"run\\\"\""
  value_extractor = "REGEXP_EXTRACT(${var.log_field}, \"\\\"${each.value.field}\\\": ([0-9.]+)\")"
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
  }
}

resource "google_logging_metric" "runs" {
  name   = "dyadwire/runs"
  filter = "${local.launcher} AND ${var.log_field}:\"\\\"event\\\": \\\"run\\\"\""
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

resource "google_logging_metric" "failed" {
  name   = "dyadwire/runs_failed"
  filter = "${local.launcher} AND ${var.log_field}:\"\\\"event\\\": \\\"run_failed\\\"\""
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
}

resource "google_monitoring_notification_channel" "mail" {
  display_name = "dyadwire on call"
  type         = "email"
  labels       = { email_address = var.alert_mail }
}

resource "google_monitoring_alert_policy" "counted" {
  for_each              = local.counted
  display_name          = "dyadwire: ${replace(each.key, "_", " ")}"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.mail.id]
  user_labels           = local.labels
  documentation {
    content = each.value.text
  }
  conditions {
    display_name = "${each.value.field} above ${each.value.most} in one run"
    condition_threshold {
      filter          = "resource.type=\"dataflow_job\" AND metric.type=\"logging.googleapis.com/user/${google_logging_metric.counted[each.key].name}\""
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.most
      duration        = "0s"
      aggregations {
        alignment_period   = "3600s"
        per_series_aligner = "ALIGN_PERCENTILE_99"
      }
    }
  }
}

resource "google_monitoring_alert_policy" "failed" {
  display_name          = "dyadwire: a run failed"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.mail.id]
  user_labels           = local.labels
  documentation {
    content = "A run could not be made; its line says why and what to do. What it staged is completed or dropped by the next; RUNBOOK.md, A run failed."
  }
  conditions {
    display_name = "a line of event run_failed"
    condition_threshold {
      filter          = "resource.type=\"dataflow_job\" AND metric.type=\"logging.googleapis.com/user/${google_logging_metric.failed.name}\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"
      aggregations {
        alignment_period   = "600s"
        per_series_aligner = "ALIGN_SUM"
      }
    }
  }
}

resource "google_monitoring_alert_policy" "missed" {
  display_name          = "dyadwire: no run ended"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.mail.id]
  user_labels           = local.labels
  documentation {
    content = "No run ended for two rounds and a half. Look at Cloud Scheduler's job dyadwire-round, then at Dataflow; RUNBOOK.md, No run."
  }
  conditions {
    display_name = "no line of event run"
    condition_absent {
      filter   = "resource.type=\"dataflow_job\" AND metric.type=\"logging.googleapis.com/user/${google_logging_metric.runs.name}\""
      duration = "${var.missed_after_s}s"
      aggregations {
        alignment_period     = "600s"
        per_series_aligner   = "ALIGN_SUM"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }
}

resource "google_billing_budget" "month" {
  count           = var.billing_account == "" ? 0 : 1
  billing_account = var.billing_account
  display_name    = "dyadwire"
  budget_filter {
    projects = ["projects/${var.project}"]
  }
  amount {
    specified_amount {
      units = tostring(var.budget)
    }
  }
  dynamic "threshold_rules" {
    for_each = [0.5, 1.0]
    content {
      threshold_percent = threshold_rules.value
    }
  }
  threshold_rules {
    threshold_percent = 1.0
    spend_basis       = "FORECASTED_SPEND"
  }
  all_updates_rule {
    monitoring_notification_channels = [google_monitoring_notification_channel.mail.id]
  }
}
