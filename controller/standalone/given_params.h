/// \file
/// Values of params that the command line gives: `-p NAME=VALUE`, `--params-file FILE`, and for
/// params from Secrets and ConfigMaps the environment. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/expand_env.h"
#include "controller/domain/workflow.h"
#include "controller/manifest/manifest.h"

namespace executioner::standalone {

/// A value for a param, which replaces the one of the manifest.
struct GivenParam {
  std::string name = {};
  std::string text = {};  ///< as typed; read according to the type of the param
  std::string json = {};  ///< of a file, instead of `text`
};

/// Writes the values into `spec.params` of the object, so that the manifest that is recorded has
/// them; a later value for a param wins. Values of hidden params stay out of it.
/// \return those of hidden params, as JSON, by name
/// \throws base::ConfigurationError  if there is no such param, or its type does not fit
domain::Environment ApplyParams(manifest::ManifestObject& object,
                                const std::vector<GivenParam>& params);

/// Sets the values of hidden params.
/// \param values  JSON by name
void SetHiddenValues(domain::WorkflowSpec& spec, const domain::Environment& values);

/// Sets the values of hidden params that have none yet from variables EXECUTIONER_PARAM_<NAME>.
/// Binding refuses those that have none there either.
void TakeHiddenValues(domain::WorkflowSpec& spec, const domain::Environment& environment);

/// Like TakeHiddenValues, for a run whose jobs are children of this process.
/// \throws base::ConfigurationError  if a hidden param has no value
void RequireHiddenValues(domain::WorkflowSpec& spec, const domain::Environment& environment);

/// For a run whose jobs workers run: they take hidden values from their own environment.
/// \throws base::ConfigurationError  if the command line gives one
void RefuseHiddenValues(const domain::WorkflowSpec& spec);

/// Returns the params without the hidden ones, whose values are never stored.
std::vector<GivenParam> WithoutHidden(const std::vector<GivenParam>& params,
                                      const domain::WorkflowSpec& spec);

}  // namespace executioner::standalone
