<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** Limits of what people write, in Unicode scalar values after NFC, and of counts. */
final class Limits
{
    public const TITLE = 120;
    public const BODY = 3000;
    public const COMMENT = 1000;
    public const LINKS = 5;
    public const URL = 2000;
    public const LABEL = 120;
    public const FLAG_NOTE = 500;
    public const MODERATION_TEXT = 2000;
    public const QUERY = 200;
    public const SUMMARY = 500;
    public const THREAD_BODY = 10_000;
    public const THREAD_RULES = 5_000;
    public const SLUG = 80;
    public const SEED = 64;
    public const PAGE = 20;
    public const PAGE_MAX = 100;
    public const SIMILAR = 5;
    /** Largest request body, in bytes. */
    public const REQUEST_BYTES = 64 * 1024;
    /** Longest `Idempotency-Key`, in bytes. */
    public const KEY_BYTES = 128;
}
