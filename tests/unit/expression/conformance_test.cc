// The conformance cases of the CEL specification (google/cel-spec, tests/simple/testdata), which
// are not part of this project: CEL_CONFORMANCE_DIR names their folder.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/expression/show.h"
#include "tests/unit/expression/textproto.h"

namespace executioner::domain::expression {
namespace {

/// What a case needs and this subset of CEL lacks.
struct LeftOut : std::runtime_error {
  using std::runtime_error::runtime_error;
};

double ReadNumber(const std::string& text) {
  if (text == "Infinity" || text == "inf") {
    return std::numeric_limits<double>::infinity();
  }
  return text == "-Infinity" || text == "-inf" ? -std::numeric_limits<double>::infinity()
                                               : std::stod(text);
}

Value ReadValue(const Proto& proto) {
  const auto& [kind, content] = proto.fields.at(0);
  if (kind == "null_value") {
    return {};
  }
  if (kind == "bool_value") {
    return content.scalar == "true";
  }
  if (kind == "int64_value") {
    return std::int64_t{std::stoll(content.scalar)};
  }
  if (kind == "uint64_value") {
    return std::uint64_t{std::stoull(content.scalar)};
  }
  if (kind == "double_value") {
    return ReadNumber(content.scalar);
  }
  if (kind == "string_value") {
    return content.scalar;
  }
  if (kind == "list_value") {
    List items;
    for (const Proto* item : content.All("values")) {
      items.push_back(ReadValue(*item));
    }
    return MakeList(std::move(items));
  }
  if (kind == "map_value") {
    Map entries;
    for (const Proto* entry : content.All("entries")) {
      entries.emplace_back(ReadValue(*entry->Find("key")), ReadValue(*entry->Find("value")));
    }
    return MakeMap(std::move(entries));
  }
  throw LeftOut(kind);
}

Type ReadType(const Proto& proto) {
  static const std::map<std::string, Type::Kind> kPrimitives{
      {"BOOL", Type::Kind::kBool},     {"INT64", Type::Kind::kInt},
      {"UINT64", Type::Kind::kUint},   {"DOUBLE", Type::Kind::kDouble},
      {"STRING", Type::Kind::kString},
  };
  const auto& [kind, content] = proto.fields.at(0);
  if (kind == "primitive" && kPrimitives.contains(content.scalar)) {
    return {.kind = kPrimitives.at(content.scalar)};
  }
  if (kind == "dyn") {
    return {};
  }
  if (kind == "list_type") {
    return ListOf(ReadType(*content.Find("elem_type")));
  }
  if (kind == "map_type") {
    return MapOf(ReadType(*content.Find("key_type")), ReadType(*content.Find("value_type")));
  }
  throw LeftOut("type " + kind);
}

/// Throws if an expression uses what the subset lacks.
void RequireSubset(const Proto& test, const std::string& said) {
  static constexpr std::array kLacking{"messages are not supported", "bytes are not supported",
                                       "reference to 'bytes'",       "reference to 'type'",
                                       "reference to 'timestamp'",   "reference to 'duration'",
                                       "reference to 'google'",      "reference to 'TestAllTypes'",
                                       "reference to 'null_type'",   "reference to 'cel'"};
  for (const char* lacking : kLacking) {
    if (said.find(lacking) != std::string::npos) {
      throw LeftOut(lacking);
    }
  }
  // Here every expression is checked; what only an unchecked one can compute is never reached.
  if (test.Text("disable_check") == "true" && test.Find("eval_error") == nullptr &&
      said.starts_with("error")) {
    throw LeftOut("disable_check");
  }
}

std::string Evaluated(const Proto& test) {
  Fields variables;
  std::map<std::string, Value> values;
  for (const Proto* variable : test.All("type_env")) {
    const Proto* ident = variable->Find("ident");
    if (ident == nullptr || variable->Text("name").find('.') != std::string::npos) {
      throw LeftOut("functions and names with dots");
    }
    variables[variable->Text("name")] = ReadType(*ident->Find("type"));
  }
  for (const Proto* binding : test.All("bindings")) {
    values[binding->Text("key")] = ReadValue(*binding->Find("value")->Find("value"));
  }
  std::string said = RunSource(test.Text("expr"), variables, values, true);
  RequireSubset(test, said);
  return said;
}

/// \return what is wrong, or ""
std::string Fault(const Proto& test) {
  for (const char* lacking : {"container", "typed_result", "check_only"}) {
    if (test.Find(lacking) != nullptr) {
      throw LeftOut(lacking);
    }
  }
  const Proto* value = test.Find("value");
  const std::string expected = value != nullptr ? Show(ReadValue(*value)) : "error";
  const bool fails = value == nullptr && test.Find("eval_error") != nullptr;
  const std::string said = Evaluated(test);
  const bool passes = fails ? said.starts_with("error") : said == (value ? expected : "true");
  return passes ? "" : test.Text("expr") + " gives " + said + ", not " + expected;
}

class Count {
 public:
  void Add(const Proto& test) {
    try {
      const std::string fault = Fault(test);
      (fault.empty() ? passed_ : failed_) += 1;
      EXPECT_EQ(fault, "") << test.Text("name");
    } catch (const LeftOut& reason) {
      ++left_out_;
      reasons_.insert(reason.what());
    }
  }

  void Print(const std::string& file) const {
    std::cout << file << ": " << passed_ << " passed, " << failed_ << " failed, " << left_out_
              << " left out";
    for (const char* separator = ": "; const std::string& reason : reasons_) {
      std::cout << separator << reason;
      separator = ", ";
    }
    std::cout << '\n';
  }

  int Passed() const { return passed_; }

 private:
  int passed_ = 0;
  int failed_ = 0;
  int left_out_ = 0;
  std::set<std::string> reasons_;
};

std::filesystem::path Folder() {
  const char* named = std::getenv("CEL_CONFORMANCE_DIR");
  return named != nullptr ? std::filesystem::path(named)
                          : std::filesystem::path(EXECUTIONER_SOURCE_DIR) / "../shared/data/cel";
}

TEST(Conformance, AllCasesOfTheSubsetPass) {
  if (!std::filesystem::is_directory(Folder())) {
    GTEST_SKIP() << Folder() << " does not exist: the cases are not part of this project";
  }
  int passed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(Folder())) {
    if (entry.path().extension() != ".textproto") {
      continue;
    }
    std::ifstream file(entry.path());
    const Proto proto = ReadTextProto((std::stringstream() << file.rdbuf()).str());
    Count count;
    for (const Proto* section : proto.All("section")) {
      for (const Proto* test : section->All("test")) {
        count.Add(*test);
      }
    }
    count.Print(entry.path().filename());
    passed += count.Passed();
  }
  EXPECT_GT(passed, 0) << "the folder has no cases";
}

}  // namespace
}  // namespace executioner::domain::expression
