/// \file
/// Types of expressions, known before evaluation. Pure.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace executioner::domain::expression {

struct Type;

/// The fields of an object.
using Fields = std::map<std::string, Type, std::less<>>;

/// A type. An object groups variables, such as the results of a job: its fields are known, and it
/// is no value itself. Copies share fields.
struct Type {
  enum class Kind {
    kDyn,  ///< known only when the expression is evaluated
    kNull,
    kBool,
    kInt,
    kUint,
    kDouble,
    kString,
    kList,
    kMap,
    kObject,
    kFree,       ///< of the items of `[]`: any type that the context needs
    kParameter,  ///< stands for a type in the signature of a function; `parameter` tells which
  };

  Kind kind = Kind::kDyn;
  std::vector<Type> arguments = {};                ///< of a list: item; of a map: key, value
  std::shared_ptr<const Fields> fields = nullptr;  ///< of an object
  std::size_t parameter = 0;

  /// \return "map(string, int)", as CEL writes it
  std::string Name() const;
};

Type ListOf(Type item);
Type MapOf(Type key, Type value);
Type ObjectOf(Fields fields);

/// Returns the most general of two types if a value of one can stand where the other is expected;
/// dyn goes with everything.
std::optional<Type> Join(const Type& left, const Type& right);

/// What the parameters of a signature stand for.
using Bindings = std::vector<std::optional<Type>>;

/// Matches the type of an argument against that of a function's parameter, and binds type
/// parameters.
bool Match(const Type& parameter, const Type& argument, Bindings& bound);

/// Returns a type of a signature with its parameters replaced; those that are not bound
/// become dyn.
Type Substitute(const Type& type, const Bindings& bound);

}  // namespace executioner::domain::expression
