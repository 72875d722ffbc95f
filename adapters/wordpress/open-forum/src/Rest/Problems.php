<?php
declare(strict_types=1);

namespace OpenForum\Rest;

use OpenForum\Problem;

/** Problems on the wire, also for what WordPress itself refuses before an endpoint is reached. */
final class Problems
{
    /** WordPress's own codes as the contract's. */
    private const OF_WORDPRESS = [
        'rest_no_route' => 'not-found',
        'rest_invalid_json' => 'malformed',
        // The page's nonce has ended, or is of somebody who has signed out since: a new one is worth asking for.
        'rest_cookie_invalid_nonce' => 'token-expired',
        'rest_not_logged_in' => 'token-required',
    ];

    public static function answer(Problem $problem): \WP_REST_Response
    {
        $answer = new \WP_REST_Response($problem->body(), $problem->status());
        $answer->header('Content-Type', 'application/problem+json');
        if ($problem->retryAfter !== null) {
            $answer->header('Retry-After', (string) $problem->retryAfter);
        }
        return $answer;
    }

    /** Turns an error of WordPress within this API into a problem (`rest_post_dispatch`). */
    public static function convert(\WP_HTTP_Response $answer, \WP_REST_Server $server, \WP_REST_Request $request): \WP_HTTP_Response
    {
        if (!Routes::isOurs($request)) {
            return $answer;
        }
        $data = $answer->get_data();
        if ($answer->get_status() < 400 || !is_array($data) || !isset($data['code']) || isset($data['type'])) {
            return $answer;
        }
        $code = self::OF_WORDPRESS[$data['code']] ?? match (true) {
            $answer->get_status() === 401 => 'token-invalid',
            $answer->get_status() === 403 => 'not-allowed',
            $answer->get_status() >= 500 => 'internal',
            default => 'malformed',
        };
        if ($code === 'not-found' && self::isKnown($server, $request)) {
            $code = 'method-not-allowed';
        }
        return self::answer(new Problem($code));
    }

    /** Whether an address takes other methods than that of the request. */
    private static function isKnown(\WP_REST_Server $server, \WP_REST_Request $request): bool
    {
        foreach (array_keys($server->get_routes(Routes::NAMESPACE)) as $route) {
            if (preg_match("@^$route\$@i", $request->get_route()) === 1) {
                return true;
            }
        }
        return false;
    }
}
