<?php
declare(strict_types=1);

namespace OpenForum\Admin;

use OpenForum\Rules\Text;
use OpenForum\Settings;
use OpenForum\Store\Desk;
use OpenForum\Words;

/** Submissions or comments as a table of WordPress's. It is paged by the key of its order, not by numbers of pages. */
final class ItemsTable extends \WP_List_Table
{
    private const ROWS = 20;

    private ?int $next = null;

    public function __construct(private readonly ItemsScreen $at)
    {
        parent::__construct(['singular' => 'item', 'plural' => 'items', 'ajax' => false]);
    }

    public function prepare_items(): void
    {
        $this->_column_headers = [$this->get_columns(), [], [], 'title'];
        $rows = Desk::page($this->at->kind, $this->at->view(), $this->at->search(), $this->at->after(), self::ROWS);
        $this->items = array_slice($rows, 0, self::ROWS);
        if (count($rows) > self::ROWS) {
            $last = end($this->items);
            $this->next = (int) ($this->at->view() === 'waits' ? $last['queue_seq'] : $last['seq']);
        }
    }

    public function get_columns(): array
    {
        return [
            'cb' => '<input type="checkbox">',
            'title' => $this->at->kind === 'submission' ? __('Submission', 'open-forum') : __('Comment', 'open-forum'),
            'author_name' => __('Author', 'open-forum'),
            'thread' => __('Thread', 'open-forum'),
            'state' => __('State', 'open-forum'),
            'flags' => __('Reports', 'open-forum'),
            'at' => __('Date', 'open-forum'),
        ];
    }

    public function no_items(): void
    {
        esc_html_e('Nothing is here.', 'open-forum');
    }

    protected function get_views(): array
    {
        $counts = Desk::counts($this->at->kind);
        $labels = ['waits' => __('To decide', 'open-forum'), '' => __('All', 'open-forum')] + Terms::states();
        $views = [];
        foreach ($labels as $view => $label) {
            $count = $view === '' ? array_sum($counts) - $counts['waits'] : $counts[$view] ?? 0;
            $views[$view ?: 'all'] = sprintf(
                '<a href="%s"%s>%s <span class="count">(%s)</span></a>',
                esc_url($this->at->address(['view' => $view ?: 'all'])),
                $view === $this->at->view() ? ' class="current" aria-current="page"' : '',
                esc_html($label),
                esc_html(number_format_i18n($count)),
            );
        }
        return $views;
    }

    protected function get_bulk_actions(): array
    {
        return array_intersect_key(Terms::actions(), array_flip(['approve', 'reject', 'hide', 'restore']));
    }

    protected function extra_tablenav($which): void
    {
        if ($which !== 'top') {
            return;
        }
        $reasons = ['' => __('Reason, to reject or hide', 'open-forum')];
        foreach (Settings::forum()['reasons'] as $reason) {
            if (array_intersect($reason['actions'], ['reject', 'hide']) !== []) {
                $reasons[$reason['id']] = Words::of($reason['name']);
            }
        }
        printf(
            '<div class="alignleft actions"><label class="screen-reader-text" for="reason">%s</label><select name="reason" id="reason">%s</select></div>',
            esc_html__('Reason', 'open-forum'),
            Html::options($reasons, ''),
        );
    }

    protected function pagination($which): void
    {
        $links = '';
        if ($this->at->after() !== null) {
            $links .= sprintf('<a class="button" href="%s">%s</a> ', esc_url($this->at->address()), esc_html__('From the beginning', 'open-forum'));
        }
        if ($this->next !== null) {
            $address = $this->at->address(['after' => $this->next]);
            $links .= sprintf('<a class="button" href="%s">%s</a>', esc_url($address), esc_html__('More', 'open-forum'));
        }
        echo "<div class=\"tablenav-pages\">$links</div>";
    }

    protected function column_cb($item): string
    {
        return sprintf(
            '<label class="screen-reader-text" for="cb-%1$s">%2$s</label><input type="checkbox" id="cb-%1$s" name="items[]" value="%1$s">',
            esc_attr($item['id']),
            esc_html__('Choose', 'open-forum'),
        );
    }

    protected function column_title($item): string
    {
        $isSubmission = $this->at->kind === 'submission';
        $text = $isSubmission ? $item['title'] : Text::first(Text::oneLine($item['body']), 120);
        $about = $isSubmission
            ? $item['reference'] . ' · ' . Text::first(Text::oneLine($item['body']), 120)
            : $item['reference'] . ' · ' . $item['title'];
        return sprintf(
            '<strong><a class="row-title" dir="auto" href="%s">%s</a></strong><p dir="auto">%s</p>',
            esc_url($this->at->address(['item' => $item['id']])),
            Html::text($text),
            Html::text($about),
        );
    }

    protected function handle_row_actions($item, $column, $primary): string
    {
        return $column === $primary ? $this->row_actions($this->links($item), true) : '';
    }

    protected function column_default($item, $column): string
    {
        $states = Terms::states();
        $kinds = Terms::queueKinds();
        return match ($column) {
            // A moderator sees what everybody sees: in an anonymous thread, nobody.
            'author_name' => $item['anonymous'] ? '—' : '<bdi>' . (Html::text($item['author_name']) ?: '—') . '</bdi>',
            'thread' => '<span dir="auto">' . Html::text($item['thread_title']) . '</span>',
            'state' => esc_html($states[$item['state']])
                . ($item['queue_kind'] === null ? '' : '<br><strong>' . esc_html($kinds[$item['queue_kind']]) . '</strong>'),
            'flags' => $item['flags'] === 0 ? '—' : esc_html(number_format_i18n($item['flags'])),
            'at' => Html::time((int) $item['created_at']),
            default => '',
        };
    }

    protected function get_default_primary_column_name(): string
    {
        return 'title';
    }

    /** What can be decided at once; what needs a reason leads to the item's own page. */
    private function links(array $item): array
    {
        $links = [];
        foreach ($this->at->possible($item['state'], $item['queue_kind'], (bool) $item['pinned']) as $action) {
            $needsReason = in_array($action, ['reject', 'hide', 'request_edit'], true);
            $address = $needsReason
                ? $this->at->address(['item' => $item['id'], 'decide' => $action])
                : wp_nonce_url($this->at->address(['item' => $item['id'], 'decision' => $action]), ItemsScreen::NONCE . $item['id']);
            $label = Terms::actions()[$action] . ($needsReason ? '…' : '');
            // WordPress's own style hides what is of the class `approve`.
            $links["forum-$action"] = sprintf('<a href="%s">%s</a>', esc_url($address), esc_html($label));
        }
        return $links;
    }
}
