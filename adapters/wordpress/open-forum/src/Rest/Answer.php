<?php
declare(strict_types=1);

namespace OpenForum\Rest;

/** Answers with JSON, and conditional reading. */
final class Answer
{
    /** What a reader may keep, or 304 where they have just that. */
    public static function known(Ask $ask, array $body, ?int $version = null): \WP_REST_Response
    {
        $digest = substr(hash('sha256', (string) wp_json_encode($body)), 0, 16);
        $etag = $version === null ? "\"$digest\"" : "\"$version-$digest\"";
        $answer = $ask->knows($etag) ? new \WP_REST_Response(null, 304) : new \WP_REST_Response($body, 200);
        $answer->header('ETag', $etag);
        return $answer;
    }

    /** The same after a change: with its tag, never 304. */
    public static function versioned(array $body, int $version): \WP_REST_Response
    {
        $answer = new \WP_REST_Response($body, 200);
        $answer->header('ETag', "\"$version-" . substr(hash('sha256', (string) wp_json_encode($body)), 0, 16) . '"');
        return $answer;
    }

    /** What a creation answered, the first time or again. */
    public static function created(array $created): \WP_REST_Response
    {
        $answer = new \WP_REST_Response($created['body'], $created['status']);
        if ($created['location'] !== null) {
            $answer->header('Location', $created['location']);
        }
        if ($created['replayed']) {
            $answer->header('Idempotency-Replayed', 'true');
        }
        return $answer;
    }

    public static function nothing(): \WP_REST_Response
    {
        return new \WP_REST_Response(null, 204);
    }
}
