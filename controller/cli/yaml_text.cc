#include "controller/cli/yaml_text.h"

#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include "controller/base/display_text.h"
#include "controller/manifest/yaml_scalar.h"

namespace executioner::cli {
namespace {

using Json = nlohmann::ordered_json;

/// As names and paths are: no program reads it as anything but text.
bool IsPlain(const std::string& text) {
  constexpr std::string_view kMarks = "_./-";
  const auto is_usual = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  };
  // Not a digit or a sign: such text may be a number or a date to a reader.
  const bool begins = !text.empty() && (text.front() == '/' || text.front() >= 'A');
  return begins && std::ranges::all_of(text, is_usual) &&
         manifest::ReadPlain(text).value.Text() != nullptr;
}

/// Lines of ASCII that end with one line feed, which a literal block gives back as they are.
bool IsBlock(const std::string& text) {
  const auto is_usual = [](char c) { return c == '\n' || c == '\t' || (c >= ' ' && c <= '~'); };
  const bool ends_once = text.ends_with('\n') && !text.ends_with("\n\n");
  return ends_once && text.front() > ' ' && text.find('\n') + 1 < text.size() &&
         std::ranges::all_of(text, is_usual);
}

void EmitText(const std::string& text, YAML::Emitter& out) {
  if (!IsPlain(text)) {
    out << YAML::DoubleQuoted;
  }
  out << text;
}

void EmitScalar(const Json& value, YAML::Emitter& out) {
  if (value.is_null()) {
    out << YAML::Null;
  } else if (!value.is_string()) {
    // Numbers and booleans are written alike in both.
    out << value.dump();
  } else if (const auto& text = value.get_ref<const std::string&>(); IsBlock(text)) {
    out << YAML::Literal << text.substr(0, text.size() - 1);  // the block has it at its end
  } else {
    EmitText(text, out);
  }
}

void Emit(const Json& value, YAML::Emitter& out) {
  if (value.is_object() && !value.empty()) {
    out << YAML::BeginMap;
    for (const auto& [key, member] : value.items()) {
      out << YAML::Key;
      EmitText(key, out);
      out << YAML::Value;
      Emit(member, out);
    }
    out << YAML::EndMap;
  } else if (value.is_array() && !value.empty()) {
    out << YAML::BeginSeq;
    for (const Json& item : value) {
      Emit(item, out);
    }
    out << YAML::EndSeq;
  } else if (value.is_object()) {
    // The block style has no way to write an empty map or list.
    out << YAML::Flow << YAML::BeginMap << YAML::EndMap;
  } else if (value.is_array()) {
    out << YAML::Flow << YAML::BeginSeq << YAML::EndSeq;
  } else {
    EmitScalar(value, out);
  }
}

}  // namespace

std::string YamlText(const std::string& json) {
  YAML::Emitter out;
  out.SetNullFormat(YAML::LowerNull);
  Emit(Json::parse(json), out);
  // Only quoted text contains characters other than ASCII. A reader of YAML 1.1 would treat U+0085,
  // U+2028 and U+2029 as line breaks in it.
  return base::DisplayText(out.c_str()) + "\n";
}

}  // namespace executioner::cli
