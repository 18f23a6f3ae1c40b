#include "controller/kube/lease_record.h"

#include <nlohmann/json.hpp>

#include "controller/kube/json_value.h"

namespace executioner::kube {

using Json = nlohmann::json;

std::optional<ReadLease> DecodeLease(std::string_view body) {
  ReadLease read;
  LeaseRecord& record = read.record;
  bool has_metadata = false;
  const auto read_annotations = [&](std::string_view annotations) {
    ReadObject(annotations, Member{kHandOverAnnotation, record.successor});
  };
  const auto read_metadata = [&](std::string_view metadata) {
    has_metadata = ReadObject(metadata, Member{"resourceVersion", read.resource_version},
                              Member{"annotations", read_annotations});
  };
  const auto read_spec = [&](std::string_view spec) {
    ReadObject(spec, Member{"holderIdentity", record.holder},
               Member{"leaseDurationSeconds", record.duration_seconds},
               Member{"acquireTime", record.acquired}, Member{"renewTime", record.renewed},
               Member{"leaseTransitions", record.transitions});
  };
  const bool is_object =
      ReadObject(body, Member{"metadata", read_metadata}, Member{"spec", read_spec});
  return is_object && has_metadata ? std::optional(std::move(read)) : std::nullopt;
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
  // A released lease of client-go has times, one made by hand may lack them.
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
