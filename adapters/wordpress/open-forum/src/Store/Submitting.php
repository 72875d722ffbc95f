<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;
use OpenForum\Rules\Phases;
use OpenForum\Rules\Reference;
use OpenForum\Rules\Reports;
use OpenForum\Rules\Search;
use OpenForum\Sources;

/** Creating and withdrawing a submission. */
final class Submitting
{
    /** How often another reference is tried where one is taken, which is once in a very long time. */
    private const TRIES = 4;

    /** Writes a checked draft into a held thread; answers its number. */
    public static function create(array $thread, array $person, array $draft, bool $isModerator): int
    {
        Threads::check($thread, Phases::SUBMIT);
        $rules = self::heldBy($thread, $person, $isModerator);
        $reference = self::freeReference();
        $groups = $draft['groups'] ?? [];
        $seq = Db::insert('submissions', [
            'thread' => $thread['seq'],
            'id' => Sources::id(),
            'reference' => $reference,
            'author' => $person['seq'],
            'kind' => $draft['kind'],
            'title' => $draft['title'],
            'body' => $draft['body'] ?? '',
            'language' => $draft['language'],
            'theme' => $draft['theme'] ?? null,
            'group_ids' => Json::of($groups),
            'links' => Json::of(self::links($draft['links'] ?? [])),
            'status' => 'received',
            'state' => $rules === [] ? 'published' : 'pending',
            'shuffle' => Sources::shuffle(),
            'folded' => Search::folded($reference, $draft['title'], $draft['body'] ?? ''),
            'created_at' => Sources::now(),
        ]);
        self::setGroups($seq, $groups);
        if ($rules === []) {
            Db::run('UPDATE {threads} SET submissions_count = submissions_count + 1 WHERE seq = ?', $thread['seq']);
        } else {
            Queue::put('submission', $seq, $thread['seq'], 'new', $rules);
        }
        People::add($thread['seq'], $person['seq']);
        return $seq;
    }

    /** Takes one's own submission back. Nobody reads it any more. */
    public static function withdraw(string $id, array $person): void
    {
        $thread = Submissions::find($id)['thread'];
        Db::transaction(function () use ($id, $person, $thread): void {
            Threads::held($thread);
            $found = Submissions::find($id);
            Submissions::checkVisible($found, $person['seq']);
            if ($found['author'] !== $person['seq']) {
                throw new Problem('not-allowed', 'Only its author may do this.');
            }
            if ($found['state'] === 'published') {
                self::count($found['seq'], -1);
            }
            Db::run(
                "UPDATE {submissions} SET state = 'withdrawn', folded = '', edited_at = ? WHERE seq = ?",
                Sources::now(),
                $found['seq'],
            );
            Edits::drop($found['seq']);
            Queue::clear('submission', $found['seq']);
        });
    }

    /** Adds a submission, its votes and its comments to the counts of its thread, or with -1 takes them from there. */
    public static function count(int $seq, int $by): void
    {
        Db::run(
            'UPDATE {threads} t JOIN {submissions} s ON s.thread = t.seq
             SET t.submissions_count = t.submissions_count + ?,
               t.votes_count = t.votes_count + ? * s.votes_count,
               t.comments_count = t.comments_count + ? * s.comments_count
             WHERE s.seq = ?',
            $by,
            $by,
            $by,
            $seq,
        );
    }

    /**
     * The rules by which a text of this person waits for a moderator in this
     * thread; none where it is published at once.
     *
     * @return list<string>
     */
    public static function heldBy(array $thread, array $person, bool $isModerator): array
    {
        $rules = $thread['premoderated'] ? ['premoderated'] : [];
        $isVouchedFor = $isModerator || $person['official'];
        if ($thread['newcomers_held'] && !$isVouchedFor && self::published($person['seq']) < Reports::NEWCOMER_UNTIL) {
            $rules[] = 'newcomer';
        }
        return $rules;
    }

    /** Links as they are kept: each with a label. */
    public static function links(array $links): array
    {
        return array_map(fn (array $link): array => ['url' => $link['url'], 'label' => $link['label'] ?? ''], $links);
    }

    public static function setGroups(int $seq, array $groups): void
    {
        Db::run('DELETE FROM {submission_groups} WHERE submission = ?', $seq);
        foreach ($groups as $group) {
            Db::insert('submission_groups', ['submission' => $seq, 'name' => $group]);
        }
    }

    /** How many texts of a person are published, as far as it matters. */
    private static function published(int $person): int
    {
        $count = 0;
        foreach (['submissions', 'comments'] as $table) {
            $sql = "SELECT 1 FROM {{$table}} WHERE author = ? AND state = 'published' LIMIT ?";
            $count += count(Db::all($sql, $person, Reports::NEWCOMER_UNTIL));
        }
        return $count;
    }

    private static function freeReference(): string
    {
        for ($try = 0; $try < self::TRIES; $try++) {
            $reference = Reference::fromBits(Sources::bits(35));
            if (Db::value('SELECT 1 FROM {submissions} WHERE reference = ?', $reference) === null) {
                return $reference;
            }
        }
        throw new DbError('No reference is free.');
    }
}
