<?php
declare(strict_types=1);

namespace OpenForum\Rest\Endpoints;

use OpenForum\Problem;
use OpenForum\Rest\Answer;
use OpenForum\Rest\Ask;
use OpenForum\Rest\Render;
use OpenForum\Rest\Shapes;
use OpenForum\Rules\Validate;
use OpenForum\Settings;
use OpenForum\Store\Comments;
use OpenForum\Store\Creation;
use OpenForum\Store\Flags as Store;
use OpenForum\Store\Submissions;

/** Reports to the moderators, by participants, once for each thing. */
final class Flags
{
    public static function submission(Ask $ask): \WP_REST_Response
    {
        return self::take($ask, 'submission', function (int $viewer) use ($ask): array {
            $found = Submissions::find($ask->path('id'));
            Submissions::checkOpen($found, $viewer);
            return $found;
        });
    }

    public static function comment(Ask $ask): \WP_REST_Response
    {
        return self::take($ask, 'comment', fn (): array => Comments::find($ask->path('id')));
    }

    /** @param callable(int): array $find the numbers of the thing and of its thread */
    private static function take(Ask $ask, string $kind, callable $find): \WP_REST_Response
    {
        $person = $ask->mustBe('participant');
        $ask->query->finish();
        $key = $ask->key();
        $draft = $ask->body(Shapes::FLAG);
        Problem::ifAny(Validate::flag($draft, Settings::forum()));
        $create = function (array $thread) use ($find, $kind, $person, $draft): array {
            // Again, now that the thread is held.
            $target = $find($person->seq)['seq'];
            return ['status' => 201, 'body' => Render::flag(Store::create($kind, $target, $thread, $person->row, $draft))];
        };
        return Answer::created(Creation::once($person->seq, $find($person->seq)['thread'], $key, $create));
    }
}
