<?php
declare(strict_types=1);

namespace OpenForum\Rest;

use OpenForum\Settings;

/**
 * Cross-origin requests. WordPress lets every page on the web read its REST API
 * with the visitor's cookies; here only pages of origins that the administrator
 * named may read, and never with cookies. Who writes needs a nonce besides,
 * which no foreign page can get.
 */
final class Cors
{
    private const HEADERS = [
        'Access-Control-Allow-Origin', 'Access-Control-Allow-Credentials', 'Access-Control-Allow-Methods',
        'Access-Control-Allow-Headers', 'Access-Control-Expose-Headers', 'Access-Control-Max-Age',
    ];

    /** An answer as a script would go round all of this. */
    public static function jsonp(bool $isEnabled): bool
    {
        $route = (string) ($GLOBALS['wp']->query_vars['rest_route'] ?? '');
        return $isEnabled && !str_starts_with($route, '/' . Routes::NAMESPACE);
    }

    /** Puts these headers in the place of WordPress's own (`rest_pre_serve_request`, after them). */
    public static function send(mixed $served, mixed $answer, \WP_REST_Request $request): mixed
    {
        if (!Routes::isOurs($request) || headers_sent()) {
            return $served;
        }
        array_map('header_remove', self::HEADERS);
        header('Vary: Origin, Cookie, X-WP-Nonce');
        header('X-Content-Type-Options: nosniff');
        header("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; sandbox");
        if (!is_user_logged_in()) {
            $isRead = in_array($request->get_method(), ['GET', 'HEAD'], true);
            header('Cache-Control: ' . ($isRead ? 'public, no-cache' : 'no-store'));
        }
        $origin = get_http_origin();
        if ($origin === '' || !in_array($origin, Settings::origins(), true)) {
            return $served;
        }
        header("Access-Control-Allow-Origin: $origin");
        header('Access-Control-Expose-Headers: ETag, Retry-After, Location');
        if ($request->get_method() === 'OPTIONS') {
            header('Access-Control-Allow-Methods: GET, HEAD');
            header('Access-Control-Allow-Headers: Content-Type, If-None-Match');
            header('Access-Control-Max-Age: 86400');
        }
        return $served;
    }
}
