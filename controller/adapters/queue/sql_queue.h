/// \file
/// A queue in two tables of a SQLite or PostgreSQL database.
#pragma once

#include <memory>

#include "controller/adapters/queue/bell.h"
#include "controller/adapters/store/database.h"
#include "controller/base/time.h"
#include "controller/history/job_queue.h"

namespace executioner::queue {

/// A queue in two tables of a SQLite or PostgreSQL database; creates them if they do not exist.
/// \param bell  may borrow the database
/// \param clock  borrowed
std::unique_ptr<history::JobQueue> MakeSqlQueue(std::unique_ptr<store::Database> database,
                                                std::unique_ptr<Bell> bell,
                                                const base::Clock& clock);

}  // namespace executioner::queue
