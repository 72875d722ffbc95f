<?php
declare(strict_types=1);

namespace OpenForum\Admin;

use OpenForum\Person;
use OpenForum\Problem;
use OpenForum\Roles;
use OpenForum\Rules\Decisions as Rules;
use OpenForum\Rules\Validate;
use OpenForum\Settings;
use OpenForum\Store\Decisions;

/** The screen of submissions or comments: a table, and a page for each of them. Every decision goes the API's way. */
final class ItemsScreen
{
    public const NONCE = 'open-forum-decide-';

    private const REASONED = ['reject', 'hide', 'request_edit'];

    public function __construct(public readonly string $kind, public readonly string $page)
    {
    }

    /** Does what was asked for, before anything is printed, and leads back. */
    public function act(): void
    {
        if (!current_user_can(Roles::MODERATE)) {
            return;
        }
        $decision = self::given('decision');
        $bulk = $this->bulkAction();
        if ($decision !== '') {
            $item = self::given('item');
            check_admin_referer(self::NONCE . $item);
            $told = $this->decide([$item], $decision, self::given('reason'), self::given('message'), self::given('note'), self::given('version'));
        } elseif ($bulk !== '') {
            check_admin_referer('bulk-items');
            $items = array_map('sanitize_text_field', (array) wp_unslash($_POST['items'] ?? []));
            $told = $this->decide($items, $bulk, self::given('reason'), '', '', '');
        } else {
            return;
        }
        wp_safe_redirect($this->address($told));
        exit;
    }

    public function show(): void
    {
        echo '<div class="wrap"><h1 class="wp-heading-inline">' . esc_html(get_admin_page_title()) . '</h1><hr class="wp-header-end">';
        $this->notices();
        if (self::given('item') !== '') {
            (new ItemPage($this))->show(self::given('item'), self::given('decide'));
        } else {
            $this->table();
        }
        echo '</div>';
    }

    /** The view of the table: `waits`, a state, or '' for all. */
    public function view(): string
    {
        $view = self::given('view');
        return $view === '' || $view === 'waits' ? 'waits' : (isset(Terms::states()[$view]) ? $view : '');
    }

    public function search(): string
    {
        return self::given('s');
    }

    public function after(): ?int
    {
        $after = self::given('after');
        return ctype_digit($after) ? (int) $after : null;
    }

    /** The address of this screen with more parameters. */
    public function address(array $more = []): string
    {
        $kept = array_filter(['page' => $this->page, 'view' => self::given('view'), 's' => $this->search()]);
        return add_query_arg(array_map('rawurlencode', array_map('strval', $more + $kept)), admin_url('admin.php'));
    }

    /**
     * What can be decided about something that stands so.
     *
     * @return list<string>
     */
    public function possible(string $state, ?string $queueKind, bool $isPinned): array
    {
        $all = ['approve', 'restore', 'reject', 'request_edit', 'hide', $isPinned ? 'unpin' : 'pin'];
        $fits = fn (string $action): bool => Rules::isFor($action, $this->kind)
            && isset(Rules::nextState($action, $state, $queueKind !== null)['state']);
        // An edit that waits is refused as a new text is.
        $isEdit = $state === 'published' && $queueKind === 'edited';
        return array_values(array_filter($all, fn (string $action): bool => $fits($action) || ($isEdit && $action === 'reject')));
    }

    private function table(): void
    {
        $table = new ItemsTable($this);
        $table->prepare_items();
        $table->views();
        echo '<style>.column-title { width: 40% } .column-flags { width: 6em }</style>';
        printf('<form method="post" action="%s">', esc_url($this->address()));
        $table->search_box(esc_html__('Search', 'open-forum'), 'open-forum');
        $table->display();
        echo '</form>';
    }

    /** Decides about each; answers what to tell, as parameters of an address. */
    private function decide(array $ids, string $action, string $reason, string $message, string $note, string $version): array
    {
        $person = Person::reading()?->known();
        if ($person === null || !$person->has('moderator')) {
            return ['failed' => count($ids)];
        }
        $draft = array_filter(['action' => $action, 'reason' => $reason, 'message' => $message, 'note' => $note], fn (string $text): bool => $text !== '');
        $told = ['done' => 0, 'failed' => 0];
        foreach ($ids as $id) {
            $one = ['target' => ['kind' => $this->kind, 'id' => $id]] + $draft;
            if (ctype_digit($version)) {
                $one['version'] = (int) $version;
            }
            try {
                if (!isset(Terms::actions()[$action])) {
                    throw new Problem('malformed');
                }
                Problem::ifAny(Validate::decision($one, Settings::forum()));
                Decisions::make($one, $person->row);
                $told['done']++;
            } catch (Problem $problem) {
                $told['failed']++;
                $told['why'] = $problem->errors[0]['message'] ?? $problem->getMessage();
            }
        }
        return $told;
    }

    private function notices(): void
    {
        $done = (int) self::given('done');
        if ($done > 0) {
            /* translators: %s: a number */
            Html::notice('success', sprintf(_n('%s decision is made.', '%s decisions are made.', $done, 'open-forum'), number_format_i18n($done)));
        }
        $failed = (int) self::given('failed');
        if ($failed > 0) {
            /* translators: %s: a number */
            $text = sprintf(_n('%s could not be decided.', '%s could not be decided.', $failed, 'open-forum'), number_format_i18n($failed));
            // phpcs:ignore WordPress.WP.I18n -- sentences of the rules, which the translation has
            Html::notice('error', $text . ' ' . translate(self::given('why'), 'open-forum'));
        }
    }

    private function bulkAction(): string
    {
        foreach (['action', 'action2'] as $name) {
            $action = sanitize_key((string) ($_POST[$name] ?? ''));
            if ($action !== '' && $action !== '-1' && isset($_POST['items'])) {
                return $action;
            }
        }
        return '';
    }

    /** A parameter of the address or the form, as it was typed. */
    private static function given(string $name): string
    {
        $value = $_POST[$name] ?? $_GET[$name] ?? '';
        return is_string($value) ? trim(wp_check_invalid_utf8(str_replace("\r\n", "\n", wp_unslash($value)))) : '';
    }
}
