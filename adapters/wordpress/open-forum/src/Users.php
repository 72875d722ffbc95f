<?php
declare(strict_types=1);

namespace OpenForum;

use OpenForum\Store\Cells;
use OpenForum\Store\Db;
use OpenForum\Store\Participants;
use OpenForum\Store\Threads;
use OpenForum\Store\Votes;

/** The forum's side of WordPress's users: their profile, and what becomes of it all when they go. */
final class Users
{
    private const FIELDS = [Participants::SECTOR => 'sectors', Participants::COUNTRY => 'countries'];
    private const GROUP = 'open-forum';
    private const PAGE = 100;

    public static function hook(): void
    {
        foreach (['show_user_profile', 'edit_user_profile'] as $form) {
            add_action($form, [self::class, 'fields']);
        }
        foreach (['personal_options_update', 'edit_user_profile_update'] as $saved) {
            add_action($saved, [self::class, 'save']);
        }
        add_action('profile_update', [self::class, 'refresh']);
        add_action('deleted_user', [self::class, 'forget']);
        add_filter('wp_privacy_personal_data_exporters', [self::class, 'exporters']);
        add_filter('wp_privacy_personal_data_erasers', [self::class, 'erasers']);
    }

    /** Fields of the profile. */
    public static function fields(\WP_User $user): void
    {
        $labels = [Participants::SECTOR => __('Sector', 'open-forum'), Participants::COUNTRY => __('Country', 'open-forum')];
        echo '<h2>' . esc_html__('Open Forum', 'open-forum') . '</h2><table class="form-table" role="presentation">';
        foreach (self::FIELDS as $meta => $terms) {
            $chosen = (string) get_user_meta($user->ID, $meta, true);
            $isFixed = !self::mayChange($meta, $chosen);
            printf(
                '<tr><th><label for="%1$s">%2$s</label></th><td><select id="%1$s" name="%1$s"%3$s><option value="">%4$s</option>',
                esc_attr($meta),
                esc_html($labels[$meta]),
                disabled($isFixed, true, false),
                esc_html__('None', 'open-forum'),
            );
            foreach (Settings::forum()[$terms] as $term) {
                printf(
                    '<option value="%s"%s>%s</option>',
                    esc_attr($term['id']),
                    selected($chosen, $term['id'], false),
                    esc_html(Words::of($term['name'])),
                );
            }
            echo '</select>';
            if ($meta === Participants::SECTOR) {
                echo '<p class="description">'
                    . esc_html__('Votes are counted by it, so it can be chosen once.', 'open-forum') . '</p>';
            }
            echo '</td></tr>';
        }
        echo '</table>';
    }

    /** Keeps the fields; WordPress has checked the form's nonce before it comes here. */
    public static function save(int $userId): void
    {
        if (!current_user_can('edit_user', $userId)) {
            return;
        }
        foreach (self::FIELDS as $meta => $terms) {
            // A list that is switched off is not sent.
            if (!isset($_POST[$meta]) || !self::mayChange($meta, (string) get_user_meta($userId, $meta, true))) {
                continue;
            }
            $word = sanitize_text_field(wp_unslash($_POST[$meta]));
            if ($word === '' || in_array($word, array_column(Settings::forum()[$terms], 'id'), true)) {
                update_user_meta($userId, $meta, $word);
            }
        }
    }

    /** Brings the row of somebody who took part up to date. */
    public static function refresh(int $userId): void
    {
        $user = get_userdata($userId);
        if ($user instanceof \WP_User && Participants::find($userId) !== null) {
            Participants::bring($user, Roles::has($user, 'official'));
        }
    }

    /** What somebody wrote stays without a name when their account goes; their votes go with it. */
    public static function forget(int $userId): void
    {
        $person = Participants::find($userId);
        if ($person === null) {
            return;
        }
        $threads = Db::all('SELECT DISTINCT thread FROM {votes} WHERE participant = ?', $person['seq']);
        foreach (array_map('intval', array_column($threads, 'thread')) as $seq) {
            Db::transaction(function () use ($seq, $person): void {
                $thread = Threads::held($seq);
                $votes = Db::all('SELECT submission FROM {votes} WHERE participant = ? AND thread = ?', $person['seq'], $seq);
                foreach (array_map('intval', array_column($votes, 'submission')) as $submission) {
                    Votes::erase($submission, $seq, $person['seq']);
                    Cells::rescore($submission, $thread['voting_mode'], Cells::read($submission));
                }
            });
        }
        Participants::forget($person['seq']);
    }

    public static function exporters(array $exporters): array
    {
        $label = __('Open Forum', 'open-forum');
        return $exporters + [self::GROUP => ['exporter_friendly_name' => $label, 'callback' => [self::class, 'export']]];
    }

    public static function erasers(array $erasers): array
    {
        $label = __('Open Forum', 'open-forum');
        return $erasers + [self::GROUP => ['eraser_friendly_name' => $label, 'callback' => [self::class, 'erase']]];
    }

    /** Everything that is kept of a person, for WordPress's export of personal data. */
    public static function export(string $email, int $page): array
    {
        $user = get_user_by('email', $email);
        $person = $user ? Participants::find($user->ID) : null;
        if ($person === null) {
            return ['data' => [], 'done' => true];
        }
        $kinds = [
            'submission' => [__('Submissions', 'open-forum'), 'SELECT id, reference, title, body, state FROM {submissions} WHERE author = ?'],
            'comment' => [__('Comments', 'open-forum'), 'SELECT id, stance, body, state FROM {comments} WHERE author = ?'],
            'flag' => [__('Reports', 'open-forum'), 'SELECT id, reason, note FROM {flags} WHERE participant = ?'],
            'vote' => [__('Votes', 'open-forum'), 'SELECT s.id, s.reference, v.value FROM {votes} v
                JOIN {submissions} s ON s.seq = v.submission WHERE v.participant = ?'],
        ];
        $data = [];
        $isMore = false;
        foreach ($kinds as $kind => [$label, $sql]) {
            $rows = Db::all("$sql ORDER BY id LIMIT ? OFFSET ?", $person['seq'], self::PAGE + 1, ($page - 1) * self::PAGE);
            $isMore = $isMore || count($rows) > self::PAGE;
            foreach (array_slice($rows, 0, self::PAGE) as $row) {
                $pairs = array_map(fn (string $name): array => ['name' => $name, 'value' => $row[$name]], array_keys($row));
                $data[] = ['group_id' => "open-forum-$kind", 'group_label' => $label, 'item_id' => $row['id'], 'data' => $pairs];
            }
        }
        return ['data' => $data, 'done' => !$isMore];
    }

    /** Takes a person's name and votes away; their texts are a part of the consultation and stay. */
    public static function erase(string $email): array
    {
        $user = get_user_by('email', $email);
        $isKnown = $user && Participants::find($user->ID) !== null;
        if ($isKnown) {
            self::forget($user->ID);
        }
        return [
            'items_removed' => (bool) $isKnown,
            'items_retained' => (bool) $isKnown,
            'messages' => $isKnown ? [__('Texts in Open Forum stay, without a name.', 'open-forum')] : [],
            'done' => true,
        ];
    }

    /** Whether the present user may change a field that has this value now. */
    private static function mayChange(string $meta, string $chosen): bool
    {
        return $meta !== Participants::SECTOR || $chosen === '' || current_user_can('edit_users');
    }
}
