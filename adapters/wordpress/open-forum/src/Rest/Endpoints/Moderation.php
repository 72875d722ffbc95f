<?php
declare(strict_types=1);

namespace OpenForum\Rest\Endpoints;

use OpenForum\Problem;
use OpenForum\Rest\Answer;
use OpenForum\Rest\Ask;
use OpenForum\Rest\Cursor;
use OpenForum\Rest\Render;
use OpenForum\Rest\Shapes;
use OpenForum\Rules\Limits;
use OpenForum\Rules\Time;
use OpenForum\Rules\Validate;
use OpenForum\Settings;
use OpenForum\Store\Comments;
use OpenForum\Store\Creation;
use OpenForum\Store\Decisions;
use OpenForum\Store\Edits;
use OpenForum\Store\Flags;
use OpenForum\Store\Queue;
use OpenForum\Store\Submissions;
use OpenForum\Store\Things;
use OpenForum\Store\Threads;

/** What waits for moderators, and what they decide. */
final class Moderation
{
    private const QUEUE = 'queue';
    private const DECISIONS = 'decisions';

    public static function queue(Ask $ask): \WP_REST_Response
    {
        $person = $ask->mustBe('moderator');
        $kind = $ask->query->word('kind', ['new', 'flagged', 'edited', 'appeal', 'organisation']);
        $ask->query->word('sort', ['oldest']);
        $thread = $ask->query->text('thread', Limits::SLUG);
        $limit = $ask->query->limit();
        $cursor = $ask->query->text('cursor');
        $ask->query->finish();
        $seq = $thread === null ? null : Threads::find($thread)['seq'];
        $rows = Queue::page(Cursor::read($cursor, self::QUEUE), $limit, $kind, $seq);
        $render = fn (array $row): array => self::item($row, $person->seq);
        $place = fn (array $row): array => ['key' => $row['since'], 'seq' => $row['seq']];
        $counts = Queue::counts();
        $page = Cursor::page(self::QUEUE, $rows, $limit, $render, $place, null);
        return new \WP_REST_Response($page + ['counts' => [
            'new' => $counts['new'],
            'flagged' => $counts['flagged'],
            'edited' => $counts['edited'],
            'appeals' => 0,
            'organisations' => 0,
            'answers_due' => 0,
            'answers_overdue' => 0,
        ]]);
    }

    public static function decisions(Ask $ask): \WP_REST_Response
    {
        $person = $ask->mustBe('moderator');
        $kind = $ask->query->word('target_kind', ['submission', 'comment', 'thread']);
        $id = $ask->query->text('target_id');
        $isMine = $ask->query->word('moderator', ['me']) !== null;
        $limit = $ask->query->limit();
        $cursor = $ask->query->text('cursor');
        if (($kind === null) !== ($id === null)) {
            $ask->query->refuse('target_id', 'required', 'Name both the kind and the id, or neither.');
        }
        $ask->query->finish();
        $thing = $kind === null ? null : Things::find($kind, (string) $id);
        $before = Cursor::read($cursor, self::DECISIONS)['seq'] ?? null;
        $rows = Decisions::page($before, $limit, $thing, $isMine ? $person->seq : null);
        $place = fn (array $row): array => ['seq' => $row['seq']];
        $page = Cursor::page(self::DECISIONS, $rows, $limit, [Render::class, 'decision'], $place, null);
        return new \WP_REST_Response($page);
    }

    public static function decide(Ask $ask): \WP_REST_Response
    {
        $person = $ask->mustBe('moderator');
        $ask->query->finish();
        $key = $ask->key();
        $draft = $ask->body(Shapes::DECISION);
        Problem::ifAny(Validate::decision($draft, Settings::forum()));
        $thing = Things::find($draft['target']['kind'], $draft['target']['id']);
        $decide = function () use ($draft, $person): array {
            $made = Decisions::make($draft, $person->row);
            return ['status' => 201, 'body' => Render::decision(Decisions::one($made))];
        };
        return Answer::created(Creation::once($person->seq, $thing['thread'], $key, $decide));
    }

    public static function undo(Ask $ask): \WP_REST_Response
    {
        $person = $ask->mustBe('moderator');
        $ask->query->finish();
        return new \WP_REST_Response(Render::decision(Decisions::one(Decisions::undo($ask->path('id'), $person->row))));
    }

    private static function item(array $row, int $viewer): array
    {
        $thread = Threads::bySeq($row['thread']);
        $thing = Things::bySeq($row['target_kind'], $row['target']);
        $isSubmission = $row['target_kind'] === 'submission';
        $previous = $isSubmission && $row['kind'] === 'edited' ? Edits::previous($row['target']) : null;
        return [
            'target' => ['kind' => $thing['kind'], 'id' => $thing['id']],
            'kind' => $row['kind'],
            'since' => Time::format($row['since']),
            'harm' => $row['harm'],
            'reach' => Queue::reach($thing['submission'], $thread),
            'thread_id' => $thread['id'],
            'thread_title' => $thread['title'],
            'submission' => $isSubmission
                ? Render::submission(Submissions::one($row['target'], $viewer, true), $thread) : null,
            'comment' => $isSubmission ? null : Render::comment(Comments::one($row['target'], $viewer, true)),
            'organisation' => null,
            'previous' => $previous === null ? null : Render::revision($previous),
            'appealed' => null,
            'flags' => Flags::summaries($row['target_kind'], $row['target']),
            'rules' => array_map(fn (string $rule): array => ['rule' => $rule, 'detail' => ''], $row['rules']),
            'cluster_size' => 1,
            'claim' => null,
            'notes_count' => 0,
        ];
    }
}
