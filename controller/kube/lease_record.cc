#include "controller/kube/lease_record.h"

#include <nlohmann/json.hpp>

namespace executioner::kube {
namespace {

using Json = nlohmann::json;

const Json* Find(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::string Text(const Json& object, const char* name) {
  const Json* value = Find(object, name);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::string Successor(const Json& metadata) {
  const Json* annotations = Find(metadata, "annotations");
  return annotations != nullptr && annotations->is_object()
             ? Text(*annotations, std::string(kHandOverAnnotation).c_str())
             : std::string();
}

int Number(const Json& object, const char* name) {
  const Json* value = Find(object, name);
  return value != nullptr && value->is_number_integer() ? value->get<int>() : 0;
}

}  // namespace

std::optional<ReadLease> DecodeLease(std::string_view body) {
  const Json lease = Json::parse(body, nullptr, false);
  const Json* metadata = lease.is_object() ? Find(lease, "metadata") : nullptr;
  if (metadata == nullptr || !metadata->is_object()) {
    return std::nullopt;
  }
  ReadLease read{.resource_version = Text(*metadata, "resourceVersion")};
  read.record.successor = Successor(*metadata);
  const Json* spec = Find(lease, "spec");
  if (spec != nullptr && spec->is_object()) {
    read.record.holder = Text(*spec, "holderIdentity");
    read.record.duration_seconds = Number(*spec, "leaseDurationSeconds");
    read.record.acquired = base::ParseTime(Text(*spec, "acquireTime"));
    read.record.renewed = base::ParseTime(Text(*spec, "renewTime"));
    read.record.transitions = Number(*spec, "leaseTransitions");
  }
  return read;
}

std::string EncodeLease(std::string_view ns, std::string_view name, const LeaseRecord& record,
                        std::string_view resource_version) {
  Json metadata{{"namespace", ns}, {"name", name}};
  if (!resource_version.empty()) {
    metadata["resourceVersion"] = resource_version;
  }
  if (!record.successor.empty()) {
    metadata["annotations"] = {{kHandOverAnnotation, record.successor}};
  }
  Json spec{{"holderIdentity", record.holder},
            {"leaseDurationSeconds", record.duration_seconds},
            {"leaseTransitions", record.transitions}};
  if (record.acquired) {
    spec["acquireTime"] = base::FormatMicroTime(*record.acquired);
  }
  if (record.renewed) {
    spec["renewTime"] = base::FormatMicroTime(*record.renewed);
  }
  const Json lease{{"apiVersion", "coordination.k8s.io/v1"},
                   {"kind", "Lease"},
                   {"metadata", metadata},
                   {"spec", spec}};
  return lease.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool MayTake(const LeaseRecord& record, std::string_view identity, base::Duration unchanged_for) {
  return record.holder.empty() || record.holder == identity ||
         unchanged_for >= std::chrono::seconds(record.duration_seconds);
}

}  // namespace executioner::kube
