/// \file
/// The functions of libpq, loaded when the first connection is made.
#pragma once

#include <libpq-fe.h>
#include <string>

#include "controller/base/shared_library.h"

namespace executioner::store {

/// The functions of libpq that we use.
struct LibPq {
  base::SharedLibrary library{"libpq.so.5", "libpq5"};
  decltype(PQclear)* const clear = library.Function<decltype(PQclear)>("PQclear");
  decltype(PQresultErrorField)* const result_error_field =
      library.Function<decltype(PQresultErrorField)>("PQresultErrorField");
  decltype(PQgetisnull)* const getisnull = library.Function<decltype(PQgetisnull)>("PQgetisnull");
  decltype(PQgetvalue)* const getvalue = library.Function<decltype(PQgetvalue)>("PQgetvalue");
  decltype(PQgetlength)* const getlength = library.Function<decltype(PQgetlength)>("PQgetlength");
  decltype(PQftype)* const ftype = library.Function<decltype(PQftype)>("PQftype");
  decltype(PQfinish)* const finish = library.Function<decltype(PQfinish)>("PQfinish");
  decltype(PQconnectdbParams)* const connectdb_params =
      library.Function<decltype(PQconnectdbParams)>("PQconnectdbParams");
  decltype(PQstatus)* const status = library.Function<decltype(PQstatus)>("PQstatus");
  decltype(PQerrorMessage)* const error_message =
      library.Function<decltype(PQerrorMessage)>("PQerrorMessage");
  decltype(PQsetNoticeProcessor)* const set_notice_processor =
      library.Function<decltype(PQsetNoticeProcessor)>("PQsetNoticeProcessor");
  decltype(PQprepare)* const prepare = library.Function<decltype(PQprepare)>("PQprepare");
  decltype(PQresultStatus)* const result_status =
      library.Function<decltype(PQresultStatus)>("PQresultStatus");
  decltype(PQresultErrorMessage)* const result_error_message =
      library.Function<decltype(PQresultErrorMessage)>("PQresultErrorMessage");
  decltype(PQexecPrepared)* const exec_prepared =
      library.Function<decltype(PQexecPrepared)>("PQexecPrepared");
  decltype(PQntuples)* const ntuples = library.Function<decltype(PQntuples)>("PQntuples");
  decltype(PQnfields)* const nfields = library.Function<decltype(PQnfields)>("PQnfields");
  decltype(PQexec)* const exec = library.Function<decltype(PQexec)>("PQexec");
  decltype(PQsocket)* const socket = library.Function<decltype(PQsocket)>("PQsocket");
  decltype(PQconsumeInput)* const consume_input =
      library.Function<decltype(PQconsumeInput)>("PQconsumeInput");
  decltype(PQnotifies)* const notifies = library.Function<decltype(PQnotifies)>("PQnotifies");
  decltype(PQfreemem)* const freemem = library.Function<decltype(PQfreemem)>("PQfreemem");
};

/// \throws base::MissingLibraryError
const LibPq& Pq();

/// \param url  a connection URI of libpq
/// \return a connection, which may have failed; to be closed with `finish`
PGconn* ConnectPostgres(const std::string& url);

}  // namespace executioner::store
