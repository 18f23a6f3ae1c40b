#include "controller/domain/results.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "controller/base/json_span.h"
#include "controller/base/json_writer.h"
#include "controller/domain/job_template_fields.h"

namespace executioner::domain {
namespace {

template <class Number>
bool IsWhole(std::string_view text) {
  Number number = {};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end;
}

/// As JSON, so without the names of infinities and of no number.
bool IsNumber(std::string_view text) {
  const bool plain = text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
  return plain && IsWhole<double>(text);
}

/// The structure is enough: a program that reads the value checks its scalars.
bool IsText(std::string_view text, ValueType type) {
  const auto all = [](auto...) { return true; };
  switch (type) {
    case ValueType::kString: return true;
    case ValueType::kInteger: return IsWhole<std::int64_t>(text);
    case ValueType::kNumber: return IsNumber(text);
    case ValueType::kBoolean: return text == "true" || text == "false";
    case ValueType::kList: return base::ForEachElement(text, all);
    case ValueType::kObject: return base::ForEachMember(text, all);
  }
  return false;
}

std::size_t SizeOf(const Results::Texts& texts) {
  std::size_t size = 0;
  for (const auto& [name, text] : texts) {
    size += name.size() + text.size();
  }
  return size;
}

}  // namespace

std::string ResultProblem(const JobTemplate& work, const Results& reported) {
  if (reported.empty()) {
    return {};  // most jobs: spare them the copy of the declarations
  }
  static const std::vector<ResultSpec> kNone;
  const std::vector<ResultSpec>& declared = work.results ? *work.results : kNone;
  for (const auto& [name, text] : reported.All()) {
    const auto found = std::ranges::find(declared, name, &ResultSpec::name);
    if (found == declared.end()) {
      return "the job reported a result that it does not declare";
    }
    if (text.find('\0') != std::string::npos) {
      return "result '" + name + "' has a NUL byte";
    }
    if (!IsText(text, found->type)) {
      return "result '" + name + "' is not of type " +
             std::string(TextOf(kValueTypes, found->type));
    }
  }
  const std::size_t size = SizeOf(reported.All());
  return size <= kMostResultBytes ? ""
                                  : "names and values of the results take " + std::to_string(size) +
                                        " bytes, more than " + std::to_string(kMostResultBytes);
}

std::string ResultsJson(const Results& results) {
  if (results.empty()) {
    return {};
  }
  base::JsonWriter json;
  json.BeginObject();
  for (const auto& [name, text] : results.All()) {
    json.Key(name).Text(text);
  }
  return json.EndObject().Take();
}

Results ParseResults(std::string_view json) {
  Results::Texts texts;
  const bool is_object = base::ForEachMember(json, [&](std::string_view name, auto value) {
    if (auto text = base::DecodedString(value)) {
      texts.emplace(name, *std::move(text));
    }
    return texts.size() < static_cast<std::size_t>(kMostResults);
  });
  // Anyone who may write a status or a database could write anything.
  return is_object && SizeOf(texts) <= kMostResultBytes ? Results(std::move(texts)) : Results();
}

}  // namespace executioner::domain
