<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;
use OpenForum\Rules\Phases;
use OpenForum\Sources;

/** Comments on submissions, replies one level deep. */
final class Comments
{
    private const SELECT = 'SELECT c.*, ' . Participants::AUTHOR . ', s.id AS submission_id, t.anonymous, a.id AS reply_to_id
        FROM {comments} c
        JOIN {participants} p ON p.seq = c.author
        JOIN {submissions} s ON s.seq = c.submission
        JOIN {threads} t ON t.seq = s.thread
        LEFT JOIN {comments} a ON a.seq = c.reply_to';

    /** Comments after a place, oldest first, as one reader sees them; one more than `$limit`. */
    public static function page(int $submission, int $after, int $limit, ?int $viewer, bool $isStaff): array
    {
        $rows = Db::all(
            self::SELECT . " WHERE c.submission = ? AND c.seq > ?
               AND (c.state = 'published' OR ((c.author = ? OR ?) AND c.state IN ('pending', 'hidden')))
             ORDER BY c.seq LIMIT ?",
            $submission,
            $after,
            $viewer ?? 0,
            (int) $isStaff,
            $limit + 1,
        );
        return array_map(fn (array $row): array => self::row($row, $viewer, $isStaff), $rows);
    }

    /** One comment, whoever may see it. */
    public static function one(int $seq, ?int $viewer, bool $isStaff = false): array
    {
        $row = Db::one(self::SELECT . ' WHERE c.seq = ?', $seq);
        return $row === null ? throw new Problem('not-found') : self::row($row, $viewer, $isStaff);
    }

    /** Where a published comment on a published submission stands: numbers of it and of its thread. */
    public static function find(string $id): array
    {
        $row = Db::one(
            "SELECT c.seq, s.thread FROM {comments} c JOIN {submissions} s ON s.seq = c.submission
             WHERE c.id = ? AND c.state = 'published' AND s.state = 'published'",
            $id,
        );
        return $row === null ? throw new Problem('not-found') : array_map('intval', $row);
    }

    /** Writes a checked draft in a held thread; answers its number. */
    public static function create(array $thread, string $submission, array $person, array $draft, bool $isModerator): int
    {
        $found = Submissions::find($submission);
        Submissions::checkOpen($found, $person['seq']);
        Threads::check($thread, Phases::COMMENT);
        // Premoderation is of submissions; newcomers are held in all they write.
        $rules = array_values(array_diff(Submitting::heldBy($thread, $person, $isModerator), ['premoderated']));
        $seq = Db::insert('comments', [
            'submission' => $found['seq'],
            'id' => Sources::id(),
            'reply_to' => isset($draft['reply_to']) ? self::answered($found['seq'], $draft['reply_to']) : null,
            'author' => $person['seq'],
            'stance' => $draft['stance'],
            'body' => $draft['body'],
            'language' => $draft['language'] ?? null,
            'state' => $rules === [] ? 'published' : 'pending',
            'created_at' => Sources::now(),
        ]);
        if ($rules === []) {
            self::count($found['seq'], 1);
        } else {
            Queue::put('comment', $seq, $thread['seq'], 'new', $rules);
        }
        People::add($thread['seq'], $person['seq']);
        return $seq;
    }

    /** Adds a published comment to the counts, or with -1 takes it from there. A thread counts those of what is published. */
    public static function count(int $submission, int $by): void
    {
        Db::run('UPDATE {submissions} SET comments_count = comments_count + ? WHERE seq = ?', $by, $submission);
        Db::run(
            "UPDATE {threads} t JOIN {submissions} s ON s.thread = t.seq SET t.comments_count = t.comments_count + ?
             WHERE s.seq = ? AND s.state = 'published'",
            $by,
            $submission,
        );
    }

    /** The number of the comment that is answered. */
    private static function answered(int $submission, string $id): int
    {
        $row = Db::one(
            "SELECT seq, reply_to FROM {comments} WHERE id = ? AND submission = ? AND state = 'published'",
            $id,
            $submission,
        );
        if ($row === null) {
            throw Problem::field('reply_to', 'invalid', 'The comment that this answers is not here.');
        }
        if ($row['reply_to'] !== null) {
            throw Problem::field('reply_to', 'invalid', 'A reply cannot be replied to.');
        }
        return (int) $row['seq'];
    }

    private static function row(array $raw, ?int $viewer, bool $isStaff): array
    {
        $seq = (int) $raw['seq'];
        $isMine = $viewer !== null && (int) $raw['author'] === $viewer;
        $author = Participants::author($raw);
        return [
            'seq' => $seq,
            'id' => $raw['id'],
            'submission_id' => $raw['submission_id'],
            'reply_to' => $raw['reply_to_id'],
            'stance' => $raw['stance'],
            'body' => $raw['body'],
            'language' => $raw['language'],
            'author' => $raw['anonymous'] ? Participants::masked($author) : $author,
            'state' => $raw['state'],
            'verdict' => $isMine || $isStaff ? Decisions::standing('comment', $seq) : null,
            'mine' => $isMine,
            'created_at' => (int) $raw['created_at'],
        ];
    }
}
