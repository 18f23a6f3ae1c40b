#include "controller/adapters/pods/status_reader.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "controller/base/json_span.h"
#include "controller/domain/status_fields.h"
#include "controller/kube/json_value.h"

namespace executioner::pods {
namespace {

using domain::Field;
using domain::Status;
using Text = std::string_view;

/// Reads one member of an object into the field of that name. Anyone who may write a status could
/// write anything, so values of other types are ignored, numbers are clamped to the bounds of the
/// list, and lists are cut at their maximum length.
class MemberReader {
 public:
  MemberReader(Text name, Text value) : name_(name), value_(value) {}

  template <class Out>
  void operator()(const Field& field, Out& out) {
    if constexpr (!std::is_const_v<Out>) {
      if (field.key == name_) {
        Take(field, out);
      }
    }
  }

  void operator()(const Field& field, auto& out, const auto& words) {
    if (field.key == name_) {
      out = domain::ValueOf(words, kube::TextValue(value_).value_or("")).value_or(out);
    }
  }

 private:
  void Take(const Field& /*field*/, std::string& out) {
    out = kube::TextValue(value_).value_or(std::move(out));
  }

  void Take(const Field& field, int& out) {
    out = std::clamp(kube::IntValue(value_).value_or(out),
                     field.least.value_or(std::numeric_limits<int>::min()),
                     field.most.value_or(std::numeric_limits<int>::max()));
  }

  void Take(const Field& /*field*/, std::int64_t& out) {
    out = kube::NumberValue(value_).value_or(out);
  }

  void Take(const Field& /*field*/, std::optional<int>& out) { out = kube::IntValue(value_); }

  void Take(const Field& /*field*/, std::optional<base::TimePoint>& out) {
    out = base::ParseTime(kube::TextValue(value_).value_or(""));
  }

  void Take(const Field& /*field*/, base::TimePoint& out) {
    out = base::ParseTime(kube::TextValue(value_).value_or("")).value_or(out);
  }

  void Take(const Field& /*field*/, domain::Reason& out) {
    out = domain::ParseReason(kube::TextValue(value_).value_or("")).value_or(out);
  }

  void Take(const Field& /*field*/, domain::Results& out) { out = domain::ParseResults(value_); }

  template <class Item>
  void Take(const Field& field, std::vector<Item>& out) {
    const std::size_t most = static_cast<std::size_t>(field.most.value());
    out.clear();
    base::ForEachElement(value_, [&](Text element) {
      MemberReader({}, element).Take(field, out.emplace_back());
      return out.size() < most;
    });
  }

  template <class Struct>
  void Take(const Field& /*field*/, Struct& out) {
    base::ForEachMember(value_, [&](Text name, Text value) {
      MemberReader reader(name, value);
      Fields(reader, out);
      return true;
    });
  }

  Text name_;
  Text value_;
};

}  // namespace

Status DecodeStatus(std::string_view json) {
  Status status;
  base::ForEachMember(json, [&](Text name, Text value) {
    MemberReader reader(name, value);
    domain::FieldsOfJob(reader, status);
    return true;
  });
  for (domain::JobStatus& job : status.jobs) {
    // The difference is the number of failures that count against the limit, and must not be
    // negative.
    job.disruptions = std::min(job.disruptions, job.attempts);
  }
  return status;
}

}  // namespace executioner::pods
