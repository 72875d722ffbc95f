<?php
declare(strict_types=1);

namespace OpenForum\Rest;

use OpenForum\Rules\Time;
use OpenForum\Store\Cells;
use OpenForum\Store\Participants;
use OpenForum\Store\Things;
use OpenForum\Store\Threads;

/** Rows as the shapes of the contract, with the rules for hidden results and small groups applied. */
final class Render
{
    public static function thread(array $row): array
    {
        return [
            'id' => $row['id'],
            'slug' => $row['slug'],
            'kind' => $row['kind'],
            'title' => $row['title'],
            'summary' => $row['summary'],
            'body' => $row['body'],
            'language' => $row['language'],
            'translations' => $row['translations'],
            'promise' => $row['promise'],
            'phase' => Threads::phase($row),
            'opens_at' => Time::formatMaybe($row['opens_at']),
            'voting_opens_at' => Time::formatMaybe($row['voting_opens_at']),
            'closes_at' => Time::formatMaybe($row['closes_at']),
            'voting' => [
                'mode' => $row['voting_mode'],
                'budget' => $row['voting_budget'],
                'results' => $row['voting_results'],
                'answer_at' => null,
            ],
            'rules' => $row['rules'],
            'languages' => $row['languages'],
            'sectors' => $row['sectors'],
            'anonymous' => $row['anonymous'],
            'premoderated' => $row['premoderated'],
            'newcomers_held' => $row['newcomers_held'],
            'pinned' => $row['pinned'],
            'locked' => $row['locked'],
            'counts' => [
                'submissions' => $row['submissions_count'],
                'comments' => $row['comments_count'],
                // Where there is one submission they are its result.
                'votes' => Threads::shows($row, false) ? $row['votes_count'] : null,
                'participants' => $row['participants_count'],
            ],
            'response' => null,
            'created_at' => Time::format($row['created_at']),
            'version' => $row['version'],
        ];
    }

    public static function submission(array $row, array $thread): array
    {
        return [
            'id' => $row['id'],
            'reference' => $row['reference'],
            'thread_id' => $row['thread_id'],
            'kind' => $row['kind'],
            'title' => $row['title'],
            'body' => $row['body'],
            'language' => $row['language'],
            'theme' => $row['theme'],
            'groups' => $row['groups'],
            'links' => $row['links'],
            'author' => $row['author'],
            'status' => $row['status'],
            'state' => $row['state'],
            'state_reason' => $row['state_reason'],
            'verdict' => self::verdict($row['verdict']),
            'version' => $row['version'],
            'tally' => self::tally($thread, $row['cells'], $row['my_vote']),
            'my_vote' => $row['my_vote'],
            'mine' => $row['mine'],
            'comments_count' => $row['comments_count'],
            'response' => null,
            'answer_due_at' => null,
            'recognitions' => [],
            'merged_into' => null,
            'duplicate_of' => null,
            'duplicates' => [],
            'union_support' => null,
            'pinned' => $row['pinned'],
            'source' => null,
            'created_at' => Time::format($row['created_at']),
            'edited_at' => Time::formatMaybe($row['edited_at']),
        ];
    }

    /** What a person reads after voting. */
    public static function vote(array $outcome): array
    {
        return [
            'my_vote' => $outcome['my_vote'],
            'tally' => self::tally($outcome['thread'], $outcome['cells'], $outcome['my_vote']),
            'votes_left' => $outcome['votes_left'],
        ];
    }

    public static function comment(array $row): array
    {
        return [
            'id' => $row['id'],
            'submission_id' => $row['submission_id'],
            'reply_to' => $row['reply_to'],
            'stance' => $row['stance'],
            'body' => $row['body'],
            'language' => $row['language'],
            'author' => $row['author'],
            'state' => $row['state'],
            'verdict' => self::verdict($row['verdict']),
            'mine' => $row['mine'],
            'created_at' => Time::format($row['created_at']),
            'edited_at' => null,
        ];
    }

    public static function flag(array $row): array
    {
        return [
            'id' => $row['id'],
            'reason' => $row['reason'],
            'note' => $row['note'],
            'created_at' => Time::format($row['created_at']),
        ];
    }

    public static function revision(array $row): array
    {
        return ['at' => Time::format($row['at'])] + $row;
    }

    /** A decision as moderators read it. */
    public static function decision(array $row): array
    {
        $thing = Things::bySeq($row['target_kind'], $row['target']);
        return [
            'id' => $row['id'],
            'target' => ['kind' => $thing['kind'], 'id' => $thing['id']],
            'title' => $thing['title'],
            'reference' => $thing['reference'],
            'action' => $row['action'],
            'reason' => $row['reason'],
            'note' => $row['note'],
            'message' => $row['message'],
            'into' => null,
            'by' => $row['decided_by'],
            'rule' => $row['rule'],
            'moderator' => self::person($row['moderator']),
            'at' => Time::format($row['at']),
            'undone_by' => self::person($row['undone_by']),
            'undone_at' => Time::formatMaybe($row['undone_at']),
            'appeal' => null,
        ];
    }

    /** A decision as the author of what it is about reads it. Notes are for moderators. */
    private static function verdict(?array $row): ?array
    {
        return $row === null ? null : [
            'id' => $row['id'],
            'action' => $row['action'],
            'reason' => $row['reason'],
            'message' => $row['message'],
            'by' => $row['decided_by'],
            'rule' => $row['rule'],
            'at' => Time::format($row['at']),
            'appeal' => null,
            'can_appeal' => false,
        ];
    }

    private static function person(?array $row): ?array
    {
        return $row === null ? null : Participants::authorOf($row);
    }

    /** The votes, where this person may see them. */
    private static function tally(array $thread, array $cells, ?string $myVote): ?array
    {
        if (!Threads::shows($thread, $myVote !== null)) {
            return null;
        }
        $tally = Cells::tally($cells);
        $tally['by_sector'] = (object) $tally['by_sector'];
        return $tally;
    }
}
