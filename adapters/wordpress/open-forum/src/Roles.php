<?php
declare(strict_types=1);

namespace OpenForum;

/**
 * Who may do what, in WordPress's own terms: three capabilities, given to
 * roles when the plugin is switched on. A site changes them as any other
 * capability, or by the filter `open_forum_roles`.
 */
final class Roles
{
    public const PARTICIPATE = 'open_forum_participate';
    public const MODERATE = 'open_forum_moderate';
    public const MANAGE = 'open_forum_manage';

    private const WORDS = [
        'participant' => self::PARTICIPATE,
        'moderator' => self::MODERATE,
        'official' => self::MANAGE,
    ];

    private const DEFAULTS = [
        'subscriber' => [self::PARTICIPATE],
        'contributor' => [self::PARTICIPATE],
        'author' => [self::PARTICIPATE],
        'editor' => [self::PARTICIPATE, self::MODERATE],
        'administrator' => [self::PARTICIPATE, self::MODERATE, self::MANAGE],
    ];

    /** Gives the capabilities to WordPress's roles, once: what a site takes away stays away. */
    public static function give(): void
    {
        if (get_option('open_forum_roles_given')) {
            return;
        }
        foreach (self::DEFAULTS as $role => $capabilities) {
            foreach ($capabilities as $capability) {
                get_role($role)?->add_cap($capability);
            }
        }
        update_option('open_forum_roles_given', 1);
    }

    /** Takes the capabilities away from all roles. */
    public static function take(): void
    {
        foreach (array_keys(wp_roles()->roles) as $role) {
            foreach (self::WORDS as $capability) {
                get_role($role)?->remove_cap($capability);
            }
        }
        delete_option('open_forum_roles_given');
    }

    /**
     * What somebody may do, in the contract's words.
     *
     * @return list<string>
     */
    public static function of(\WP_User $user): array
    {
        $may = array_filter(self::WORDS, fn (string $capability): bool => $user->has_cap($capability));
        $roles = (array) apply_filters('open_forum_roles', array_keys($may), $user);
        return array_values(array_intersect(array_keys(self::WORDS), $roles));
    }

    /** Whether somebody may do what a role may. */
    public static function has(\WP_User $user, string $role): bool
    {
        return in_array($role, self::of($user), true);
    }

    /** Lets the filter `open_forum_roles` hold for the plugin's screens as well. */
    public static function map(array $capabilities, string $asked, int $userId): array
    {
        static $inside = false;
        $role = array_search($asked, self::WORDS, true);
        if ($role === false || $inside || !has_filter('open_forum_roles')) {
            return $capabilities;
        }
        $inside = true;
        $user = get_userdata($userId);
        $has = $user instanceof \WP_User && self::has($user, $role);
        $inside = false;
        return $has ? ['exist'] : ['do_not_allow'];
    }
}
