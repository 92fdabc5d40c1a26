/** Terraform that reads the JSON files, so that there is one definition of each monitor and dashboard. */
import { header } from '../generated-text.ts';

/** Source of resources: DataDog/terraform-provider-datadog, docs/resources/{monitor_json,dashboard_json}.md */
export const datadogTerraform = (): string => `${header(
  'The dashboard and one monitor for each alert. DD_API_KEY and DD_APP_KEY are read from the environment.',
)}
terraform {
  required_version = ">= 1.3"
  required_providers {
    datadog = {
      source  = "DataDog/datadog"
      version = ">= 3.30"
    }
  }
}

variable "monitors_folder" {
  description = "Folder of the monitors' JSON files."
  type        = string
  default     = "../../datadog/monitors"
}

variable "dashboard_file" {
  description = "The dashboard's JSON file."
  type        = string
  default     = "../../datadog/dashboard.json"
}

variable "tags" {
  description = "Tags that every monitor gets besides its own, such as team:platform."
  type        = list(string)
  default     = []
}

locals {
  monitors = {
    for file in fileset("\${path.module}/\${var.monitors_folder}", "*.json") :
    trimsuffix(file, ".json") => jsondecode(file("\${path.module}/\${var.monitors_folder}/\${file}"))
  }
}

resource "datadog_monitor_json" "llm" {
  for_each = local.monitors
  monitor  = jsonencode(merge(each.value, { tags = concat(each.value.tags, var.tags) }))
}

resource "datadog_dashboard_json" "llm" {
  dashboard = file("\${path.module}/\${var.dashboard_file}")
}

output "monitor_ids" {
  description = "Id of each monitor, by the name of its file."
  value       = { for name, monitor in datadog_monitor_json.llm : name => monitor.id }
}
`;
