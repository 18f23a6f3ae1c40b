/// \file
/// Keeps a Store equal to the objects of the API server: lists, watches, and recovers from errors.
/// One thread per reflector.
#pragma once

#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/kube/reflector_loop.h"
#include "controller/kube/store.h"

namespace executioner::kube {

/// Decodes the text of one object. Called on an I/O thread for every event, so it must be fast and
/// must not block. Should mark malformed values instead of throwing; if it throws, that object is
/// skipped and the error is logged.
template <class T>
using Decode = std::function<T(std::string_view object)>;

/// Puts decoded objects into a store.
template <class T>
class StoreTarget final : public ReflectorTarget {
 public:
  StoreTarget(Store<T>& store, Decode<T> decode, const Runtime& runtime)
      : store_(store), decode_(std::move(decode)), runtime_(runtime) {}

  void Begin() noexcept override { staged_.clear(); }

  void Stage(std::string_view object) noexcept override {
    if (std::optional<T> value = TryDecode(object)) {
      std::string key = value->meta.Key();
      staged_.insert_or_assign(std::move(key), std::move(*value));
    }
  }

  void Unstage(std::string_view object) noexcept override {
    if (const std::optional<T> value = TryDecode(object)) {
      staged_.erase(value->meta.Key());
    }
  }

  void Commit(std::string_view version) noexcept override {
    std::vector<T> objects;
    objects.reserve(staged_.size());
    for (auto& [key, object] : staged_) {
      objects.push_back(std::move(object));
    }
    staged_.clear();
    store_.Replace(std::move(objects), version);
  }

  std::string Upsert(std::string_view object) noexcept override {
    std::optional<T> value = TryDecode(object);
    if (!value) {
      return {};
    }
    std::string version = value->meta.resource_version;
    store_.Upsert(std::move(*value));
    return version;
  }

  std::string Erase(std::string_view object) noexcept override {
    const std::optional<T> value = TryDecode(object);
    if (!value) {
      return {};
    }
    store_.Erase(value->meta.Key(), value->meta.resource_version);
    return value->meta.resource_version;
  }

  void Bookmark(std::string_view version) noexcept override { store_.Bookmark(version); }

 private:
  std::optional<T> TryDecode(std::string_view object) const {
    try {
      T value = decode_(object);
      if (!value.meta.name.empty()) {
        return value;
      }
      runtime_.Log(LogLevel::kWarning, "skipped an object without a name");
    } catch (const std::exception& error) {
      runtime_.Log(LogLevel::kError, "skipped an object that could not be decoded",
                   {{"error", error.what()}, {"begins", std::string(object.substr(0, 200))}});
    }
    return std::nullopt;
  }

  Store<T>& store_;
  const Decode<T> decode_;
  const Runtime& runtime_;
  std::map<std::string, T> staged_;
};

/// \par Example
///   Store<Pod> pods;
///   Reflector<Pod> reflector(client, kPods, {.label_selector = "executioner.dev/workflow"}, pods,
///                            {DecodePod, Runtime{clock, log}});
///   std::jthread thread([&](const std::stop_token& stop) { reflector.Run(stop); });
template <class T>
class Reflector {
 public:
  struct With {
    Decode<T> decode;
    Runtime runtime;
  };

  /// \param client, store  borrowed, like the runtime's clock. The reflector is the only writer of
  /// the store.
  Reflector(Client& client, const Resource& resource, ReflectorOptions options, Store<T>& store,
            With with)
      : runtime_(std::move(with.runtime)),
        target_(store, std::move(with.decode), runtime_),
        loop_(client, resource, std::move(options), target_, runtime_) {}

  /// Lists and watches until `stop`. Blocks; must be called once.
  void Run(const std::stop_token& stop) { loop_.Run(stop); }

  /// \return the time since the server last sent a valid event or list; nothing before the first.
  /// Safe from any thread.
  std::optional<base::Duration> LastEventAge() const { return loop_.LastEventAge(); }

 private:
  const Runtime runtime_;
  StoreTarget<T> target_;
  ReflectorLoop loop_;
};

}  // namespace executioner::kube
