#include "controller/adapters/mail/libcurl.h"

#include "controller/base/error.h"

namespace executioner::mail {

LibCurl::LibCurl() {
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    throw base::MissingLibraryError("the library libcurl.so.4 cannot be set up");
  }
}

const LibCurl& Curl() {
  // Loaded with the first mail, so that programs that send none run without libcurl.
  static const LibCurl kCurl;
  return kCurl;
}

}  // namespace executioner::mail
