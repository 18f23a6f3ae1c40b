/// \file
/// Files and folders that only their owner may use. What runs leave behind holds output of jobs and
/// values of variables, so the umask of whoever starts a program must not open it to others.
/// All functions are safe from any thread.
#pragma once

#include <fcntl.h>
#include <string>
#include <string_view>
#include <system_error>

#include "controller/base/descriptor.h"

namespace executioner::base {

/// Opens a file and makes it when it is missing, with mode 0600 whatever the umask. A regular file
/// of this user that others may use is restricted.
/// \param flags  of open(2); O_CREAT and O_CLOEXEC are added
/// \return a descriptor of -1 when that fails; then errno says why
Descriptor OpenPrivateFile(const std::string& path, int flags);

/// Writes a new file with mode 0600. Whatever has that name is removed first, so that no link leads
/// the text elsewhere.
std::error_code WritePrivateFile(const std::string& path, std::string_view text);

/// Makes a folder, and those above it that are missing, with mode 0700 whatever the umask. A folder
/// that is already there keeps its mode.
std::error_code MakePrivateFolder(const std::string& path);

/// Takes the rights of group and others away from a file or folder of this user. Nothing happens
/// when it is missing or belongs to someone else, or when the folder is shared on purpose (sticky,
/// as /tmp is).
void RestrictToOwner(const std::string& path);

}  // namespace executioner::base
