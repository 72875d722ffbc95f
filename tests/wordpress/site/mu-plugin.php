<?php
// What only the tests may do: come from later, and write without a limit of pace.
add_filter('open_forum_now', static fn (int $now): int => $now + (int) ($_SERVER['HTTP_X_TEST_AHEAD_MS'] ?? 0));
add_filter('open_forum_writes_per_minute', static fn (): int => (int) ($_SERVER['HTTP_X_TEST_PACE'] ?? 0));
add_filter('pre_wp_mail', '__return_true');
