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
///     const base::LibraryFunction<decltype(PQconnectdb)> connect{library, "PQconnectdb"};
class SharedLibrary {
 public:
  /// \param name  the soname
  /// \param package  the Debian package, named in the error message
  /// \throws base::MissingLibraryError
  SharedLibrary(std::string name, std::string package);

  /// \return never null
  /// \throws base::MissingLibraryError  if the library is too old to have the function
  void* Symbol(const char* name) const;

 private:
  std::string name_;
  std::string package_;
  void* handle_;
};

/// A function of a loaded library, called as the function itself.
/// \tparam Signature  decltype of its declaration
template <typename Signature>
class LibraryFunction {
 public:
  LibraryFunction(const SharedLibrary& library, const char* name)
      : function_(reinterpret_cast<Signature*>(library.Symbol(name))) {}

  template <typename... Arguments>
  auto operator()(Arguments... arguments) const {
    return function_(arguments...);
  }

 private:
  Signature* function_;
};

}  // namespace executioner::base
