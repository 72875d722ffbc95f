<?php
declare(strict_types=1);

namespace OpenForum;

use OpenForum\Store\Participants;

/** A WordPress user as the forum knows them. */
final class Person
{
    /** @param list<string> $roles */
    private function __construct(
        public readonly \WP_User $user,
        public readonly array $roles,
        /** The number of their row; null for somebody who has only read so far. */
        public readonly ?int $seq,
        public readonly ?array $row,
    ) {
    }

    /** Who asks; null for a guest. Nothing is written for somebody who only reads. */
    public static function reading(): ?self
    {
        $user = wp_get_current_user();
        if (!$user->exists()) {
            return null;
        }
        $row = Participants::find($user->ID);
        return new self($user, Roles::of($user), $row === null ? null : $row['seq'], $row);
    }

    /** The same with a row of their own, brought up to date. */
    public function known(): self
    {
        $row = Participants::bring($this->user, in_array('official', $this->roles, true));
        return new self($this->user, $this->roles, $row['seq'], $row);
    }

    public function has(string $role): bool
    {
        return in_array($role, $this->roles, true);
    }

    /** Whether a moderator or official asks, who also read what is pending or hidden. */
    public function isStaff(): bool
    {
        return $this->has('moderator') || $this->has('official');
    }
}
