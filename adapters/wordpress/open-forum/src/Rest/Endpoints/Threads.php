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
use OpenForum\Rules\ValidateThread;
use OpenForum\Settings;
use OpenForum\Store\Creation;
use OpenForum\Store\Threads as Store;

/** Threads: read by everybody, opened and changed by officials. */
final class Threads
{
    private const LIST = 'threads';

    public static function list(Ask $ask): \WP_REST_Response
    {
        $limit = $ask->query->limit();
        $cursor = $ask->query->text('cursor');
        $ask->query->finish();
        $rows = Store::page(Cursor::read($cursor, self::LIST), $limit);
        $place = fn (array $row): array => [
            'pinned' => (int) $row['pinned'], 'key' => $row['created_at'], 'seq' => $row['seq'],
        ];
        $page = Cursor::page(self::LIST, $rows, $limit, [Render::class, 'thread'], $place, Store::count());
        return Answer::known($ask, $page);
    }

    public static function get(Ask $ask): \WP_REST_Response
    {
        $ask->query->finish();
        $row = Store::find($ask->path('thread'));
        return Answer::known($ask, Render::thread($row), $row['version']);
    }

    public static function create(Ask $ask): \WP_REST_Response
    {
        $person = $ask->mustBe('official');
        $ask->query->finish();
        $draft = $ask->body(Shapes::THREAD);
        Problem::ifAny(ValidateThread::draft($draft, Settings::forum()));
        return Answer::created(Creation::once($person->seq, null, $ask->key(), function () use ($draft): array {
            $row = Store::create($draft);
            return [
                'status' => 201,
                'body' => Render::thread($row),
                'location' => Routes::address("/threads/{$row['id']}"),
            ];
        }));
    }

    public static function change(Ask $ask): \WP_REST_Response
    {
        $ask->mustBe('official');
        $ask->query->finish();
        $expected = $ask->expected();
        $patch = $ask->body(Shapes::THREAD_PATCH);
        $current = Store::find($ask->path('thread'));
        Problem::ifAny(ValidateThread::patch($patch, $current, Settings::forum()));
        // The dates were held against those of this version.
        $row = Store::change($current['seq'], $patch, $expected ?? $current['version']);
        return Answer::versioned(Render::thread($row), $row['version']);
    }
}
