<?php
declare(strict_types=1);

namespace OpenForum\Rest\Endpoints;

use OpenForum\Problem;
use OpenForum\Rest\Ask;
use OpenForum\Rest\Render;
use OpenForum\Rest\Shapes;
use OpenForum\Store\Votes as Store;

/** `PUT` and `DELETE /submissions/{id}/vote`, by participants. */
final class Votes
{
    public static function put(Ask $ask): \WP_REST_Response
    {
        $person = $ask->mustBe('participant');
        $ask->query->finish();
        $vote = $ask->body(Shapes::VOTE);
        if (isset($vote['organisation'])) {
            throw Problem::field('organisation', 'unknown', 'No organisation of yours has this id.');
        }
        return new \WP_REST_Response(Render::vote(Store::put($ask->path('id'), $person->row, $vote['value'])));
    }

    public static function delete(Ask $ask): \WP_REST_Response
    {
        $person = $ask->mustBe('participant');
        if ($ask->query->text('organisation') !== null) {
            $ask->query->refuse('organisation', 'unknown', 'No organisation of yours has this id.');
        }
        $ask->query->finish();
        return new \WP_REST_Response(Render::vote(Store::delete($ask->path('id'), $person->row)));
    }
}
