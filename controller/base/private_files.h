/// \file
/// Files and folders that only their owner may access. Files of runs contain output of jobs and
/// values of variables, so they must not become readable to others through the umask of the user
/// who starts the program. All functions are safe from any thread.
#pragma once

#include <fcntl.h>
#include <string>
#include <string_view>
#include <system_error>

#include "controller/base/descriptor.h"

namespace executioner::base {

/// Opens a file, or creates it if it does not exist, with mode 0600 regardless of the umask. If the
/// file is a regular file of this user that others may access, restricts it to the owner.
/// \param flags  flags of open(2); O_CREAT and O_CLOEXEC are added
/// \return the descriptor; -1 on failure, with the cause in errno
Descriptor OpenPrivateFile(const std::string& path, int flags);

/// Writes a new file with mode 0600. An existing file or link of that name is removed first, so
/// that the text is never written through a link.
std::error_code WritePrivateFile(const std::string& path, std::string_view text);

/// Creates a folder and its missing parents with mode 0700 regardless of the umask. An existing
/// folder keeps its mode.
std::error_code MakePrivateFolder(const std::string& path);

/// Removes the permissions of group and others from a file or folder of this user. Does nothing if
/// the path does not exist, belongs to another user, or is a shared folder (with the sticky bit,
/// like /tmp).
void RestrictToOwner(const std::string& path);

}  // namespace executioner::base
