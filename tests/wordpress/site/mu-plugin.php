<?php
// What only the tests may do: come from later, and write without a limit of pace.
add_filter('open_forum_now', static fn (int $now): int => $now + (int) ($_SERVER['HTTP_X_TEST_AHEAD_MS'] ?? 0));
add_filter('open_forum_writes_per_minute', static fn (): int => (int) ($_SERVER['HTTP_X_TEST_PACE'] ?? 0));
add_filter('pre_wp_mail', '__return_true');
// A nonce ends after two halves of its life, by a number that goes up with each: here somebody's number goes up when the tests say so.
add_filter('nonce_life', static function (int|float $life): int|float {
    $halves = (int) get_user_meta(get_current_user_id(), 'test_halves', true);
    return $halves === 0 ? $life : 2 * time() / (1_000_000 + $halves - 0.5);
});
add_action('wp_ajax_rest-nonce', static function (): void {
    if (isset($_SERVER['HTTP_X_TEST_NEXT_NONCE'])) {
        $person = get_current_user_id();
        update_user_meta($person, 'test_halves', 1 + (int) get_user_meta($person, 'test_halves', true));
    }
}, 0);
