<?php
declare(strict_types=1);

namespace OpenForum\Rest\Endpoints;

use OpenForum\Problem;
use OpenForum\Rest\Answer;
use OpenForum\Rest\Ask;
use OpenForum\Rules\Language;
use OpenForum\Settings;
use OpenForum\Store\Participants;
use OpenForum\Store\Votes;

/** `GET /forum`, by everybody; `GET /me`, by whoever is signed in. */
final class Forum
{
    public static function get(Ask $ask): \WP_REST_Response
    {
        $lang = $ask->query->text('lang', 35);
        $ask->query->finish();
        $forum = Settings::forum();
        return Answer::known($ask, $lang === null ? $forum : Language::keep($forum, $lang));
    }

    public static function me(Ask $ask): \WP_REST_Response
    {
        $ask->query->finish();
        if ($ask->person === null) {
            throw new Problem('token-required');
        }
        $person = $ask->person->known();
        return new \WP_REST_Response([
            'author' => Participants::authorOf($person->row),
            'roles' => $person->roles,
            'votes_left' => (object) Votes::leftByThread($person->seq),
            'follows' => [],
            'account' => null,
            'organisations' => [],
            'unread' => 0,
        ]);
    }
}
