{{/* All names derived from it are valid: the name of a Service contains no dots, and that of a "-release-all" pod has at most 63 characters. */}}
{{- define "executioner.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- .Values.fullnameOverride | default $full | replace "." "-" | trunc 51 | trimSuffix "-" -}}
{{- end -}}

{{- define "executioner.selector" -}}
app.kubernetes.io/name: executioner
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: controller
{{- end -}}

{{- define "executioner.labels" -}}
{{ include "executioner.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{- define "executioner.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "executioner.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* Image reference. If a digest is set, the tag is informational only. Takes (list $ image). */}}
{{- define "executioner.image" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 -}}
{{- $tag := $image.tag | default (ternary "" $root.Chart.AppVersion (not (empty $image.digest))) -}}
{{ $image.repository }}{{ with $tag }}:{{ . }}{{ end }}{{ with $image.digest }}@{{ . }}{{ end }}
{{- end -}}

{{- define "executioner.controllerImage" -}}
{{ include "executioner.image" (list . .Values.controller.image) }}
{{- end -}}

{{- define "executioner.runnerImage" -}}
{{ include "executioner.image" (list . .Values.runner.image) }}
{{- end -}}

{{- define "executioner.namespaceArgs" -}}
{{- range .Values.namespaces }}
- --namespace={{ . }}
{{- end }}
{{- end -}}

{{/* Rules for workflows, jobs and pods; used in a Role or a ClusterRole. */}}
{{- define "executioner.workRules" -}}
- apiGroups: [executioner.dev]
  resources: [workflows, jobs]
  verbs: [get, list, watch, delete]
- apiGroups: [executioner.dev]
  resources: [workflows/status, jobs/status]
  verbs: [patch]
# blockOwnerDeletion, where OwnerReferencesPermissionEnforcement is on
- apiGroups: [executioner.dev]
  resources: [workflows/finalizers, jobs/finalizers]
  verbs: [update]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, create, patch, delete, deletecollection]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end -}}

{{/* Restricted to our lease by name, except create: RBAC does not know the name of an object that is being created. */}}
{{- define "executioner.leaseRules" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{{ include "executioner.fullname" . }}]
  verbs: [get, watch, update]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
{{- end -}}

{{/* Arguments that remove our finalizer from every pod; NOTES.txt shows them for 'kubectl exec' too. */}}
{{- define "executioner.releaseArgs" -}}
- controller
- --release-all
- --lease-name={{ include "executioner.fullname" . }}
- --lease-namespace={{ .Release.Namespace }}
{{- include "executioner.namespaceArgs" . | nindent 0 }}
{{- end -}}

{{/* Name of an admission policy. Policies are cluster-wide, so the name contains release and namespace. Takes (list $ what). */}}
{{- define "executioner.policyName" -}}
{{- $root := index . 0 -}}
{{ include "executioner.fullname" $root }}-{{ index . 1 }}.{{ $root.Release.Namespace }}
{{- end -}}

{{/* Binds a policy to the namespaces of the release, so that releases do not affect each other. Takes (list $ what). */}}
{{- define "executioner.policyBinding" }}
{{- $root := index . 0 }}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ include "executioner.policyName" . }}
  labels: {{- include "executioner.labels" $root | nindent 4 }}
spec:
  policyName: {{ include "executioner.policyName" . }}
  validationActions: {{ $root.Values.policies.validationActions | toJson }}
  {{- with $root.Values.namespaces }}
  matchResources:
    namespaceSelector:
      matchExpressions:
        - {key: kubernetes.io/metadata.name, operator: In, values: {{ toJson . }}}
  {{- end }}
{{- end -}}

{{/* Match conditions that exempt these users and groups from a policy. */}}
{{- define "executioner.exemption" -}}
- name: not-exempt
  expression: >-
    !(request.userInfo.username in {{ toJson .users }}) &&
    !request.userInfo.?groups.orValue([]).exists(g, g in {{ toJson .groups }})
{{- end -}}
