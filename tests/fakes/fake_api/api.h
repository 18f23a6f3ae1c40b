/// \file
/// Dispatches requests to handlers by method and path. Without faults, threads or watches.
#pragma once

#include "controller/base/time.h"
#include "controller/kube/transport.h"
#include "tests/fakes/fake_api/lister.h"
#include "tests/fakes/fake_api/object_store.h"
#include "tests/fakes/fake_api/registry.h"

namespace executioner::fakes {

class Api {
 public:
  /// \param clock  borrowed; must outlive this object
  explicit Api(const base::Clock& clock) : registry_(store_, clock), lister_(store_) {}

  /// Answers any request except a watch.
  kube::HttpResponse Answer(const kube::HttpRequest& request);

  ObjectStore& Store() { return store_; }

  Registry& Writes() { return registry_; }

  void Compact();

 private:
  kube::HttpResponse AnswerObject(const Route& route, const kube::HttpRequest& request);
  kube::HttpResponse Get(const Route& route);
  kube::HttpResponse WriteCollection(const Route& route, const kube::HttpRequest& request);
  kube::HttpResponse WriteOne(const Route& route, const kube::HttpRequest& request);
  kube::HttpResponse DeleteCollection(const Route& route, const std::string& body);

  ObjectStore store_;
  Registry registry_;
  Lister lister_;
};

}  // namespace executioner::fakes
