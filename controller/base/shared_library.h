/// \file
/// A library that few runs need, loaded when one does: with its own dependencies it would cost
/// every start ten milliseconds and every controller five mebibytes.
#pragma once

#include <string>

namespace executioner::base {

/// Stays loaded for the life of the process: such libraries keep threads and exit handlers.
///
///     const base::SharedLibrary library("libpq.so.5", "libpq5");
///     auto* const connect = library.Function<decltype(PQconnectdb)>("PQconnectdb");
class SharedLibrary {
 public:
  /// \param name  as the linker records it
  /// \param package  of Debian, for the message to who lacks it
  /// \throws base::MissingLibraryError
  SharedLibrary(std::string name, std::string package);

  /// \tparam Signature  of the function, by decltype of its declaration
  /// \return never null
  /// \throws base::MissingLibraryError  when the library is too old to have it
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
