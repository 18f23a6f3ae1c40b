{{- define "executioner.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}{{ .Release.Name | trunc 52 | trimSuffix "-" }}{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
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

{{/* Reference of an image; a digest makes the tag a mere note. Takes (list $ image). */}}
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

{{/* What the controller does to workflows, jobs and pods; in a Role or a ClusterRole. */}}
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

{{/* The lease by its name; create cannot be restricted so, as the request does not carry the name (Kubernetes RBAC). */}}
{{- define "executioner.leaseRules" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{{ include "executioner.fullname" . }}]
  verbs: [get, watch, update]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
{{- end -}}

{{/* Words that take our finalizer off every pod; also for people, by 'kubectl exec'. */}}
{{- define "executioner.releaseArgs" -}}
- controller
- --release-all
- --lease-name={{ include "executioner.fullname" . }}
- --lease-namespace={{ .Release.Namespace }}
{{- include "executioner.namespaceArgs" . | nindent 0 }}
{{- end -}}

{{/* Name of an admission policy, which is cluster-wide: unique for release and namespace. Takes (list $ what). */}}
{{- define "executioner.policyName" -}}
{{- $root := index . 0 -}}
{{ include "executioner.fullname" $root }}-{{ index . 1 }}.{{ $root.Release.Namespace }}
{{- end -}}

{{/* Where a policy holds: in the namespaces that the release works in, so that each release looks after its own. */}}
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

{{/* Match conditions of a policy that does not concern these users and groups. */}}
{{- define "executioner.exemption" -}}
- name: not-exempt
  expression: >-
    !(request.userInfo.username in {{ toJson .users }}) &&
    !request.userInfo.?groups.orValue([]).exists(g, g in {{ toJson .groups }})
{{- end -}}
