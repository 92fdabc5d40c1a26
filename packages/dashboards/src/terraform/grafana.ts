/** Terraform that reads the dashboards and the provisioned rules, so that there is one definition of each. */
import { header } from '../generated-text.ts';

/** Source of resources: grafana/terraform-provider-grafana, docs/resources/{folder,dashboard,rule_group}.md */
export const grafanaTerraform = (): string => `${header(
  'A folder with the dashboards and the Grafana-managed alert rules. GRAFANA_URL and GRAFANA_AUTH are read from the',
  'environment. WITHOUT THE RECORDING RULES (prometheus/rules.yaml) where the data source reads, every alert rule stays',
  'Normal and none can fire: the exporter dashboard has a column that tells.',
)}
terraform {
  required_version = ">= 1.3"
  required_providers {
    grafana = {
      source  = "grafana/grafana"
      version = ">= 4.0"
    }
  }
}

variable "datasource_uid" {
  description = "Uid of the Prometheus data source that the alert rules ask."
  type        = string
}

variable "folder_title" {
  description = "Title of the folder that is made."
  type        = string
  default     = "LLM money and limits"
}

variable "alerts" {
  description = "Whether to make the alert rules; false where Prometheus evaluates prometheus/alerts.yaml."
  type        = bool
  default     = true
}

locals {
  dashboards = ["money", "exporter"]
  groups = {
    for group in yamldecode(file("\${path.module}/../../grafana/provisioning/alerting.yaml")).groups :
    group.name => group
  }
}

resource "grafana_folder" "llm" {
  title = var.folder_title
}

resource "grafana_dashboard" "llm" {
  for_each    = toset(local.dashboards)
  folder      = grafana_folder.llm.uid
  config_json = file("\${path.module}/../../grafana/\${each.key}.json")
}

resource "grafana_rule_group" "llm" {
  for_each         = { for name, group in local.groups : name => group if var.alerts }
  name             = each.value.name
  folder_uid       = grafana_folder.llm.uid
  interval_seconds = 60

  dynamic "rule" {
    for_each = each.value.rules
    content {
      uid                             = rule.value.uid
      name                            = rule.value.title
      condition                       = rule.value.condition
      for                             = rule.value.for
      keep_firing_for                 = try(rule.value.keepFiringFor, null)
      missing_series_evals_to_resolve = rule.value.missing_series_evals_to_resolve
      no_data_state                   = rule.value.noDataState
      exec_err_state                  = rule.value.execErrState
      labels                          = rule.value.labels
      annotations                     = rule.value.annotations

      dynamic "data" {
        for_each = rule.value.data
        content {
          ref_id         = data.value.refId
          datasource_uid = data.value.datasourceUid == "__expr__" ? "__expr__" : var.datasource_uid
          model          = jsonencode(data.value.model)

          relative_time_range {
            from = data.value.relativeTimeRange.from
            to   = data.value.relativeTimeRange.to
          }
        }
      }
    }
  }
}
`;
