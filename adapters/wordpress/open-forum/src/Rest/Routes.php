<?php
declare(strict_types=1);

namespace OpenForum\Rest;

use OpenForum\Problem;
use OpenForum\Store\DbError;

/** The contract under WordPress's REST API: `…/wp-json/open-forum/v1/…`. */
final class Routes
{
    public const NAMESPACE = 'open-forum/v1';

    private const THREAD = '/threads/(?P<thread>[^/]+)';
    private const SUBMISSION = '/submissions/(?P<id>[^/]+)';

    public static function register(): void
    {
        $routes = [
            '/forum' => ['GET' => [Endpoints\Forum::class, 'get']],
            '/me' => ['GET' => [Endpoints\Forum::class, 'me']],
            '/threads' => ['GET' => [Endpoints\Threads::class, 'list'], 'POST' => [Endpoints\Threads::class, 'create']],
            self::THREAD => ['GET' => [Endpoints\Threads::class, 'get'], 'PATCH' => [Endpoints\Threads::class, 'change']],
            self::THREAD . '/submissions' => [
                'GET' => [Endpoints\Submissions::class, 'list'],
                'POST' => [Endpoints\Submissions::class, 'create'],
            ],
            self::THREAD . '/similar' => ['GET' => [Endpoints\Submissions::class, 'similar']],
            self::SUBMISSION => [
                'GET' => [Endpoints\Submissions::class, 'get'],
                'PATCH' => [Endpoints\Submissions::class, 'edit'],
                'DELETE' => [Endpoints\Submissions::class, 'withdraw'],
            ],
            self::SUBMISSION . '/history' => ['GET' => [Endpoints\Submissions::class, 'history']],
            self::SUBMISSION . '/vote' => [
                'PUT' => [Endpoints\Votes::class, 'put'],
                'DELETE' => [Endpoints\Votes::class, 'delete'],
            ],
            self::SUBMISSION . '/comments' => [
                'GET' => [Endpoints\Comments::class, 'list'],
                'POST' => [Endpoints\Comments::class, 'create'],
            ],
            self::SUBMISSION . '/flags' => ['POST' => [Endpoints\Flags::class, 'submission']],
            '/comments/(?P<id>[^/]+)/flags' => ['POST' => [Endpoints\Flags::class, 'comment']],
            '/moderation/queue' => ['GET' => [Endpoints\Moderation::class, 'queue']],
            '/moderation/decisions' => [
                'GET' => [Endpoints\Moderation::class, 'decisions'],
                'POST' => [Endpoints\Moderation::class, 'decide'],
            ],
            '/moderation/log' => ['GET' => [Endpoints\Moderation::class, 'decisions']],
            '/moderation/decisions/(?P<id>[^/]+)' => ['DELETE' => [Endpoints\Moderation::class, 'undo']],
        ];
        foreach ($routes as $path => $methods) {
            $handlers = [];
            foreach ($methods as $method => $endpoint) {
                $handlers[] = [
                    'methods' => $method,
                    'callback' => self::handler($endpoint),
                    // Each endpoint asks for itself who may use it (`Ask::mustBe`): only so does a refusal
                    // say what the contract says.
                    'permission_callback' => '__return_true',
                ];
            }
            register_rest_route(self::NAMESPACE, $path, $handlers);
        }
    }

    /** Whether a request is of this API. */
    public static function isOurs(\WP_REST_Request $request): bool
    {
        return str_starts_with($request->get_route() . '/', '/' . self::NAMESPACE . '/');
    }

    /** Whether a request is the one that came over the wire, and not one made within WordPress. */
    public static function isServed(\WP_REST_Request $request): bool
    {
        $asked = (string) ($GLOBALS['wp']->query_vars['rest_route'] ?? '');
        return defined('REST_REQUEST') && untrailingslashit($asked) === $request->get_route();
    }

    /** The address of something of this API. */
    public static function address(string $path): string
    {
        return rest_url(self::NAMESPACE . $path);
    }

    private static function handler(callable $endpoint): \Closure
    {
        return static function (\WP_REST_Request $request) use ($endpoint): \WP_REST_Response {
            try {
                return $endpoint(new Ask($request));
            } catch (Problem $problem) {
                return Problems::answer($problem);
            } catch (DbError $error) {
                // The log reads the cause, the client does not.
                error_log('open-forum: ' . $request->get_method() . ' ' . $request->get_route() . ': ' . $error->getMessage());
                return Problems::answer(new Problem('internal'));
            }
        };
    }
}
