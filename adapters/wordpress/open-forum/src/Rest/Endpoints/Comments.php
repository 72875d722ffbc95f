<?php
declare(strict_types=1);

namespace OpenForum\Rest\Endpoints;

use OpenForum\Problem;
use OpenForum\Rest\Answer;
use OpenForum\Rest\Ask;
use OpenForum\Rest\Cursor;
use OpenForum\Rest\Render;
use OpenForum\Rest\Shapes;
use OpenForum\Rules\Validate;
use OpenForum\Settings;
use OpenForum\Store\Comments as Store;
use OpenForum\Store\Creation;
use OpenForum\Store\Submissions;

/** Comments on a submission: read by everybody, oldest first; written by participants. */
final class Comments
{
    public static function list(Ask $ask): \WP_REST_Response
    {
        $limit = $ask->query->limit();
        $cursor = $ask->query->text('cursor');
        $ask->query->finish();
        $found = Submissions::find($ask->path('id'));
        Submissions::checkVisible($found, $ask->viewer(), $ask->isStaff());
        $list = 'comments ' . $found['seq'];
        $after = Cursor::read($cursor, $list)['seq'] ?? 0;
        $rows = Store::page($found['seq'], $after, $limit, $ask->viewer(), $ask->isStaff());
        $place = fn (array $row): array => ['seq' => $row['seq']];
        $count = Submissions::one($found['seq'], null)['comments_count'];
        return Answer::known($ask, Cursor::page($list, $rows, $limit, [Render::class, 'comment'], $place, $count));
    }

    public static function create(Ask $ask): \WP_REST_Response
    {
        $person = $ask->mustBe('participant');
        $ask->query->finish();
        $key = $ask->key();
        $draft = $ask->body(Shapes::COMMENT);
        $errors = Validate::comment($draft, Settings::forum());
        if (isset($draft['reply_to']) && !wp_is_uuid($draft['reply_to'])) {
            $errors[] = ['field' => 'reply_to', 'code' => 'invalid', 'message' => 'The id of a comment is needed.'];
        }
        Problem::ifAny($errors);
        $id = $ask->path('id');
        $create = function (array $thread) use ($person, $draft, $id): array {
            $seq = Store::create($thread, $id, $person->row, $draft, $person->has('moderator'));
            $row = Store::one($seq, $person->seq);
            return ['status' => $row['state'] === 'pending' ? 202 : 201, 'body' => Render::comment($row)];
        };
        return Answer::created(Creation::once($person->seq, Submissions::find($id)['thread'], $key, $create));
    }
}
