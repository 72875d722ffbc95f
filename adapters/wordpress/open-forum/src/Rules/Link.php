<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** Addresses that people may link to. */
final class Link
{
    /**
     * Whether an address may become a link: `http` or `https` with a host, or
     * `mailto` with an address, and nothing in it that could hide where it
     * goes (spaces, control and direction characters, quotes, angle brackets,
     * backslashes).
     */
    public static function isAllowed(string $url): bool
    {
        if (preg_match('/[' . Text::SPACE_OR_CONTROL . Text::INVISIBLE . '<>"\\\\`{}|^]/u', $url) !== 0) {
            return false;
        }
        if (preg_match('~^https?://([^/?#]*)~i', $url, $found) === 1) {
            $host = substr((string) strrchr('@' . $found[1], '@'), 1);
            return preg_match('/^(?:\[|[A-Za-z0-9]|[^\x00-\x7f])/', $host) === 1;
        }
        return preg_match('/^mailto:[^@?]+@(?:[A-Za-z0-9]|[^\x00-\x7f])/i', $url) === 1;
    }
}
