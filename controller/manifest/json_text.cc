#include "controller/manifest/json_text.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace executioner::manifest {
namespace {

using Json = nlohmann::json;

/// Builds a Value while nlohmann reads. It calls the methods below by these names.
class Builder : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return Put(Value{}); }

  bool boolean(bool value) override { return Put(Value{.data = value}); }

  bool number_integer(number_integer_t value) override { return Put(Value{.data = value}); }

  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      // As text, because a floating-point number would change its digits.
      return Put(Value{.data = Number{std::to_string(value)}});
    }
    return Put(Value{.data = static_cast<std::int64_t>(value)});
  }

  bool number_float(number_float_t, const string_t& text) override {
    return Put(Value{.data = Number{text}});
  }

  bool string(string_t& text) override { return Put(Value{.data = std::move(text)}); }

  bool binary(binary_t&) override { return Refuse("has binary data"); }

  bool start_object(std::size_t) override { return Open(Value{.data = Object{}}); }

  bool key(string_t& key) override {
    key_ = std::move(key);
    // RFC 8259 leaves the meaning of duplicate keys open, and programs differ.
    if (open_.back()->Find(key_) != nullptr) {
      return Refuse("key '" + key_ + "' is given twice");
    }
    return true;
  }

  bool end_object() override { return Close(); }

  bool start_array(std::size_t) override { return Open(Value{.data = List{}}); }

  bool end_array() override { return Close(); }

  bool parse_error(std::size_t position, const std::string&,
                   const Json::exception& error) override {
    if (dynamic_cast<const Json::out_of_range*>(&error) != nullptr) {
      return Refuse("has a number that is too large at byte " + std::to_string(position));
    }
    return Refuse("is not valid JSON at byte " + std::to_string(position) + Cause(error.what()));
  }

  const std::string& Error() const { return error_; }

  Value Take() { return std::move(root_); }

 private:
  /// ": unexpected ']'": the part of "[id] parse error at line 1, column 5: syntax error while
  /// parsing value - unexpected ']'; expected ..." that tells something new.
  static std::string Cause(std::string_view what) {
    constexpr std::string_view kMark = " - ";
    const std::size_t mark = what.find(kMark);
    if (mark == std::string_view::npos) {
      return {};
    }
    what.remove_prefix(mark + kMark.size());
    return ": " + std::string(what.substr(0, what.find("; ")));
  }

  bool Refuse(std::string why) {
    error_ = std::move(why);
    return false;
  }

  Value& Place(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return root_;
    }
    if (auto* const items = std::get_if<List>(&open_.back()->data)) {
      return items->emplace_back(std::move(value));
    }
    return std::get<Object>(open_.back()->data)[std::move(key_)] = std::move(value);
  }

  bool Put(Value value) {
    Place(std::move(value));
    return true;
  }

  bool Open(Value value) {
    if (open_.size() == kDeepest) {
      // Writer and the destructor of values recurse; without a limit, a text could overflow the
      // stack.
      return Refuse("is nested deeper than " + std::to_string(kDeepest) + " levels");
    }
    open_.push_back(&Place(std::move(value)));
    return true;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  Value root_;
  // Each is the last item of the previous one, so no open value moves in memory.
  std::vector<Value*> open_;
  std::string key_;
  std::string error_;
};

bool IsPlain(const std::string& text) {
  return std::ranges::all_of(text, [](char letter) {
    return letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\';
  });
}

void AppendText(std::string& text, const std::string& value) {
  // Nearly all text is plain, for which this is ten times as fast.
  if (IsPlain(value)) {
    ((text += '"') += value) += '"';
    return;
  }
  text += Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Appends the canonical text of one value.
struct Writer {
  std::string& text;

  void operator()(std::monostate) const { text += "null"; }

  void operator()(bool value) const { text += value ? "true" : "false"; }

  void operator()(std::int64_t value) const { text += std::to_string(value); }

  void operator()(const Number& value) const { text += value.text; }

  void operator()(const std::string& value) const { AppendText(text, value); }

  void operator()(const List& items) const {
    text += '[';
    for (const Value& item : items) {
      text += &item == &items.front() ? "" : ",";
      std::visit(*this, item.data);
    }
    text += ']';
  }

  void operator()(const Object& members) const {
    text += '{';
    bool first = true;
    for (const auto& [key, value] : members) {
      text += std::exchange(first, false) ? "" : ",";
      AppendText(text, key);
      text += ':';
      std::visit(*this, value.data);
    }
    text += '}';
  }
};

}  // namespace

ParsedJson ParseJson(std::string_view text) {
  Builder builder;
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) {
    return {.error = builder.Error()};
  }
  return {.value = builder.Take()};
}

std::string CanonicalJson(const Value& value) {
  std::string text;
  std::visit(Writer{text}, value.data);
  return text;
}

}  // namespace executioner::manifest
