/// \file
/// Errors that end an operation. A failed job is not an error: outcomes are values. The error
/// itself, not the code that catches it, knows whether a retry can help.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace executioner::base {

/// Base class of all errors of Executioner.
class ExecutionerError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;

  /// \return whether the same operation may succeed later although nobody changes anything
  virtual bool CanRetry() const { return false; }
};

/// The manifest, the flags or the environment are wrong.
class ConfigurationError : public ExecutionerError {
 public:
  /// \param field  where the error is, such as "spec.jobs[2].retry.limit" or "--workers"
  /// \param message  what is wrong and what to do
  ConfigurationError(std::string field, const std::string& message)
      : ExecutionerError(field.empty() ? message : field + ": " + message),
        field_(std::move(field)) {}

  const std::string& Field() const { return field_; }

 private:
  std::string field_;
};

/// The graph of jobs cannot be run.
class DependencyError : public ExecutionerError {
 public:
  using ExecutionerError::ExecutionerError;
};

/// Jobs wait for each other in a cycle.
class CircularDependencyError : public DependencyError {
 public:
  /// \param cycle  the names in the cycle; the first is repeated at the end: {"a", "c", "a"}
  explicit CircularDependencyError(std::vector<std::string> cycle);

  const std::vector<std::string>& Cycle() const { return cycle_; }

 private:
  std::vector<std::string> cycle_;
};

/// A job depends on a name that does not exist.
class MissingDependencyError : public DependencyError {
 public:
  using DependencyError::DependencyError;
};

/// A job could not be started, observed or stopped.
class JobExecutionError : public ExecutionerError {
 public:
  using ExecutionerError::ExecutionerError;
};

/// An operation of a port failed; adapters throw it.
class BackendError : public ExecutionerError {
 public:
  explicit BackendError(const std::string& message, bool can_retry = true)
      : ExecutionerError(message), can_retry_(can_retry) {}

  bool CanRetry() const override { return can_retry_; }

 private:
  bool can_retry_;
};

/// The store of runs rejected an operation or failed.
class StoreError : public BackendError {
 public:
  using BackendError::BackendError;
};

/// A library that an operation needs is not installed.
class MissingLibraryError : public ExecutionerError {
 public:
  using ExecutionerError::ExecutionerError;
};

}  // namespace executioner::base
