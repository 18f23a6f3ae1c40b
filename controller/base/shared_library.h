/// \file
/// Libraries that few runs need are loaded on first use: linking them, with their dependencies,
/// would cost ten milliseconds at every start and five mebibytes of memory in every controller.
#pragma once

#include <string>

namespace executioner::base {

/// A loaded library. It stays loaded until the process ends, because such libraries have threads
/// and exit handlers.
///
///     const base::SharedLibrary library("libpq.so.5", "libpq5");
///     auto* const connect = library.Function<decltype(PQconnectdb)>("PQconnectdb");
class SharedLibrary {
 public:
  /// \param name  the soname
  /// \param package  the Debian package, named in the error message
  /// \throws base::MissingLibraryError
  SharedLibrary(std::string name, std::string package);

  /// \tparam Signature  the type of the function: decltype of its declaration
  /// \return never null
  /// \throws base::MissingLibraryError  if the library is too old to have the function
  template <typename Signature>
  Signature* Function(const char* name) const {
    return reinterpret_cast<Signature*>(Symbol(name));
  }

 private:
  void* Symbol(const char* name) const;

  std::string name_;
  std::string package_;
  void* handle_;
};

}  // namespace executioner::base
