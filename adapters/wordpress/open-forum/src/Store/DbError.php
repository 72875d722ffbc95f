<?php
declare(strict_types=1);

namespace OpenForum\Store;

/** A fault of the database; its code is the database's number of it. For the log, never for readers. */
final class DbError extends \RuntimeException
{
}
