<?php
declare(strict_types=1);

namespace OpenForum\Admin;

use OpenForum\Person;
use OpenForum\Problem;
use OpenForum\Roles;
use OpenForum\Rules\ValidateThread;
use OpenForum\Settings;
use OpenForum\Store\Decisions;
use OpenForum\Store\Threads;

/** The screen of threads: all of them, and a form to open or change one. */
final class ThreadsScreen
{
    private const NONCE = 'open-forum-thread';
    private const ROWS = 100;

    /** What was typed and is wrong, to show it again. */
    private array $typed = [];
    private ?Problem $problem = null;

    public function __construct(public readonly string $page)
    {
    }

    public function act(): void
    {
        if (!current_user_can(Roles::MANAGE) || !isset($_REQUEST['do'])) {
            return;
        }
        check_admin_referer(self::NONCE);
        $do = sanitize_key((string) $_REQUEST['do']);
        $slug = sanitize_key((string) ($_GET['thread'] ?? ''));
        try {
            if ($do === 'save') {
                $this->save($slug);
            } else {
                $this->toggle($slug, $do);
            }
        } catch (Problem $problem) {
            $this->problem = $problem;
            return;
        }
        wp_safe_redirect(add_query_arg('done', '1', $this->address()));
        exit;
    }

    public function show(): void
    {
        $slug = sanitize_key((string) ($_GET['thread'] ?? ''));
        $isForm = isset($_GET['new']) || (isset($_GET['edit']) && $slug !== '');
        printf(
            '<div class="wrap"><h1 class="wp-heading-inline">%s</h1> <a class="page-title-action" href="%s">%s</a><hr class="wp-header-end">',
            esc_html(get_admin_page_title()),
            esc_url($this->address(['new' => '1'])),
            esc_html__('Open a thread', 'open-forum'),
        );
        if (isset($_GET['done'])) {
            Html::notice('success', __('Saved.', 'open-forum'));
        }
        $this->problem();
        if ($isForm) {
            try {
                $row = $slug === '' ? null : Threads::find($slug);
                (new ThreadForm($this->typed))->show($row, $this->nonced(['do' => 'save'] + ($row === null ? ['new' => '1'] : ['edit' => '1', 'thread' => $slug])));
            } catch (Problem) {
                Html::notice('error', __('It is not here any more.', 'open-forum'));
            }
        } else {
            $this->table();
        }
        echo '</div>';
    }

    private function save(string $slug): void
    {
        $form = new ThreadForm((array) wp_unslash($_POST));
        $this->typed = $form->typed;
        $draft = $form->draft();
        if ($slug === '') {
            Problem::ifAny(ValidateThread::draft($draft, Settings::forum()));
            Threads::create($draft);
            return;
        }
        $current = Threads::find($slug);
        $patch = array_filter($draft, fn (mixed $value): bool => $value !== null);
        Problem::ifAny(ValidateThread::patch($patch, $current, Settings::forum()));
        Threads::change($current['seq'], $patch, (int) ($form->typed['version'] ?? 0));
    }

    private function toggle(string $slug, string $action): void
    {
        $person = Person::reading()?->known();
        if ($person === null || !in_array($action, ['lock', 'unlock', 'pin', 'unpin'], true)) {
            throw new Problem('not-allowed');
        }
        Decisions::make(['target' => ['kind' => 'thread', 'id' => Threads::find($slug)['id']], 'action' => $action], $person->row);
    }

    private function problem(): void
    {
        if ($this->problem === null) {
            return;
        }
        $lines = array_map(
            // phpcs:ignore WordPress.WP.I18n -- sentences of the rules, which the translation has
            fn (array $error): string => $error['field'] . ': ' . translate($error['message'], 'open-forum'),
            $this->problem->errors,
        );
        // phpcs:ignore WordPress.WP.I18n
        Html::notice('error', $lines === [] ? translate($this->problem->getMessage(), 'open-forum') : implode(' ', $lines));
    }

    private function table(): void
    {
        $heads = [__('Thread', 'open-forum'), __('Phase', 'open-forum'), __('Submissions', 'open-forum'), __('Shortcode', 'open-forum')];
        echo '<table class="wp-list-table widefat striped"><thead><tr>';
        foreach ($heads as $head) {
            echo '<th scope="col">' . esc_html($head) . '</th>';
        }
        echo '</tr></thead><tbody>';
        foreach (array_slice(Threads::page(null, self::ROWS), 0, self::ROWS) as $row) {
            $links = [sprintf('<a href="%s">%s</a>', esc_url($this->address(['edit' => '1', 'thread' => $row['slug']])), esc_html__('Edit', 'open-forum'))];
            foreach ([$row['locked'] ? 'unlock' : 'lock', $row['pinned'] ? 'unpin' : 'pin'] as $action) {
                $address = $this->nonced(['do' => $action, 'thread' => $row['slug']]);
                $links[] = sprintf('<a href="%s">%s</a>', esc_url($address), esc_html(Terms::actions()[$action]));
            }
            printf(
                '<tr><td><strong dir="auto">%s</strong><div class="row-actions visible">%s</div></td><td>%s</td><td>%s</td><td><code>[open_forum thread="%s"]</code></td></tr>',
                Html::text($row['title']),
                implode(' | ', $links),
                esc_html(Terms::phases()[Threads::phase($row)]),
                esc_html(number_format_i18n($row['submissions_count'])),
                esc_html($row['slug']),
            );
        }
        echo '</tbody></table>';
    }

    private function address(array $more = []): string
    {
        return add_query_arg($more, admin_url("admin.php?page={$this->page}"));
    }

    private function nonced(array $more): string
    {
        return add_query_arg('_wpnonce', wp_create_nonce(self::NONCE), $this->address($more));
    }
}
