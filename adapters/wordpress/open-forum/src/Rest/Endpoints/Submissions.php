<?php
declare(strict_types=1);

namespace OpenForum\Rest\Endpoints;

use OpenForum\Problem;
use OpenForum\Rest\Answer;
use OpenForum\Rest\Ask;
use OpenForum\Rest\Cursor;
use OpenForum\Rest\Render;
use OpenForum\Rest\Routes;
use OpenForum\Rest\Shapes;
use OpenForum\Rules\Limits;
use OpenForum\Rules\Validate;
use OpenForum\Settings;
use OpenForum\Store\Creation;
use OpenForum\Store\Edits;
use OpenForum\Store\SubmissionList;
use OpenForum\Store\Submissions as Store;
use OpenForum\Store\Submitting;
use OpenForum\Store\Threads;

/** Submissions: read by everybody who may, written by participants, changed and taken back by their authors. */
final class Submissions
{
    /** Longest title that is compared, in scalars. */
    private const TITLE_MAX = 300;

    /** Filters, and the part of the forum that has their words. */
    private const FILTERS = [
        'theme' => 'themes', 'group' => 'groups', 'sector' => 'sectors', 'country' => 'countries', 'status' => 'statuses',
        'kind' => 'kinds',
    ];

    public static function list(Ask $ask): \WP_REST_Response
    {
        $query = $ask->query;
        $forum = Settings::forum();
        $sort = $query->word('sort', SubmissionList::sorts()) ?? 'newest';
        $seed = $query->text('seed', Limits::SEED) ?? '';
        $filters = ['language' => $query->many('language', $forum['languages'])];
        foreach (self::FILTERS as $name => $terms) {
            $filters[$name] = $query->many($name, array_column($forum[$terms], 'id'));
        }
        $onlyMine = $query->word('author', ['me']) !== null;
        $q = $query->text('q', Limits::QUERY) ?? '';
        $limit = $query->limit();
        $cursor = $query->text('cursor');
        $query->finish();

        $thread = Threads::find($ask->path('thread'));
        $list = new SubmissionList($thread, $sort, $seed, $filters, $q, $onlyMine, $ask->viewer());
        $places = $list->places(Cursor::read($cursor, $list->mark()), $limit);
        $shown = array_column(array_slice($places, 0, $limit), 'seq');
        $rows = array_column(Store::load($shown, $ask->viewer()), null, 'seq');
        $render = fn (array $place): array => Render::submission($rows[$place['seq']], $thread);
        $place = fn (array $place): array => $place;
        return Answer::known($ask, Cursor::page($list->mark(), $places, $limit, $render, $place, $list->total()));
    }

    public static function similar(Ask $ask): \WP_REST_Response
    {
        $title = $ask->query->text('title', self::TITLE_MAX) ?? '';
        $body = $ask->query->text('body', Limits::BODY) ?? '';
        $ask->query->finish();
        $thread = Threads::find($ask->path('thread'));
        $found = SubmissionList::similar($thread['seq'], $title, $body, Limits::SIMILAR);
        $items = array_map(
            fn (array $row): array => Render::submission($row, $thread),
            Store::load($found, $ask->viewer()),
        );
        return Answer::known($ask, ['items' => $items, 'next_cursor' => null]);
    }

    public static function get(Ask $ask): \WP_REST_Response
    {
        $ask->query->finish();
        [$found, $thread] = self::visible($ask);
        $row = Store::one($found['seq'], $ask->viewer(), $ask->isStaff());
        return Answer::known($ask, Render::submission($row, $thread), $row['version']);
    }

    public static function history(Ask $ask): \WP_REST_Response
    {
        $ask->query->finish();
        [$found] = self::visible($ask);
        $items = array_map([Render::class, 'revision'], Store::history($found['seq']));
        return Answer::known($ask, ['items' => $items, 'next_cursor' => null]);
    }

    public static function create(Ask $ask): \WP_REST_Response
    {
        $person = $ask->mustBe('participant');
        $ask->query->finish();
        $key = $ask->key();
        $draft = $ask->body(Shapes::SUBMISSION);
        Problem::ifAny(Validate::submission($draft, Settings::forum()));
        $thread = Threads::find($ask->path('thread'));
        $create = function (array $thread) use ($person, $draft): array {
            $seq = Submitting::create($thread, $person->row, $draft, $person->has('moderator'));
            $row = Store::one($seq, $person->seq);
            return [
                'status' => $row['state'] === 'pending' ? 202 : 201,
                'body' => Render::submission($row, $thread),
                'location' => Routes::address("/submissions/{$row['id']}"),
            ];
        };
        return Answer::created(Creation::once($person->seq, $thread['seq'], $key, $create));
    }

    public static function edit(Ask $ask): \WP_REST_Response
    {
        $person = $ask->mustBe('participant');
        $ask->query->finish();
        $patch = $ask->body(Shapes::SUBMISSION_PATCH);
        Problem::ifAny(Validate::submissionPatch($patch, Settings::forum()));
        $expected = $ask->expected();
        $view = Edits::change($ask->path('id'), $person->row, $patch, $expected, $person->has('moderator'));
        return Answer::versioned(Render::submission($view['submission'], $view['thread']), $view['submission']['version']);
    }

    public static function withdraw(Ask $ask): \WP_REST_Response
    {
        $person = $ask->mustBe('participant');
        $ask->query->finish();
        Submitting::withdraw($ask->path('id'), $person->row);
        return Answer::nothing();
    }

    /** The submission that a path names and its thread, where the reader may see it. */
    private static function visible(Ask $ask): array
    {
        $found = Store::find($ask->path('id'));
        Store::checkVisible($found, $ask->viewer(), $ask->isStaff());
        return [$found, Threads::bySeq($found['thread'])];
    }
}
