<?php
declare(strict_types=1);

namespace OpenForum\Admin;

use OpenForum\Problem;
use OpenForum\Settings;
use OpenForum\Store\Comments;
use OpenForum\Store\Decisions;
use OpenForum\Store\Edits;
use OpenForum\Store\Flags;
use OpenForum\Store\Queue;
use OpenForum\Store\Submissions;
use OpenForum\Store\Things;
use OpenForum\Words;

/** One submission or comment as a moderator reads it: the text, reports, earlier decisions, and what can be decided. */
final class ItemPage
{
    private const DECISIONS = 20;

    public function __construct(private readonly ItemsScreen $at)
    {
    }

    public function show(string $id, string $action): void
    {
        try {
            $thing = Things::find($this->at->kind, $id);
        } catch (Problem) {
            Html::notice('error', __('It is not here any more.', 'open-forum'));
            return;
        }
        $isSubmission = $thing['kind'] === 'submission';
        $row = $isSubmission ? Submissions::one($thing['seq'], null, true) : Comments::one($thing['seq'], null, true);
        printf('<p><a href="%s">%s</a></p>', esc_url($this->at->address()), esc_html__('Back to the list', 'open-forum'));
        printf('<h2 dir="auto">%s</h2>', Html::text($isSubmission ? $row['title'] : $thing['title']));
        $facts = [
            $row['author']['name'],
            $isSubmission ? $row['reference'] : Terms::stances()[$row['stance']],
            Terms::states()[$row['state']],
        ];
        echo '<p>' . implode(' · ', array_map([Html::class, 'text'], array_filter($facts))) . ' · ' . Html::time($row['created_at']) . '</p>';
        echo Html::block($row['body'], (string) $row['language']);
        if ($isSubmission) {
            $this->links($row['links']);
            $this->previous($thing['seq']);
        }
        $this->reports($thing);
        $this->form($thing, $row, $action);
        $this->decisions($thing);
    }

    private function links(array $links): void
    {
        foreach ($links as $link) {
            // As text: whether an address is followed is a moderator's choice.
            echo '<p>' . Html::text($link['label'] === '' ? $link['url'] : "{$link['label']}: {$link['url']}") . '</p>';
        }
    }

    private function previous(int $seq): void
    {
        $held = Queue::of('submission', $seq);
        $previous = $held !== null && $held['kind'] === 'edited' ? Edits::previous($seq) : null;
        if ($previous !== null) {
            echo '<h3>' . esc_html__('Before the edit', 'open-forum') . '</h3>';
            echo '<p dir="auto"><strong>' . Html::text($previous['title']) . '</strong></p>' . Html::block($previous['body']);
        }
    }

    private function reports(array $thing): void
    {
        $reports = Flags::summaries($thing['kind'], $thing['seq']);
        if ($reports === []) {
            return;
        }
        echo '<h3>' . esc_html__('Reports', 'open-forum') . '</h3><ul>';
        foreach ($reports as $report) {
            printf('<li>%s (%s)', esc_html(Terms::flagReasons()[$report['reason']]), esc_html(number_format_i18n($report['count'])));
            foreach ($report['notes'] as $note) {
                echo Html::block($note);
            }
            echo '</li>';
        }
        echo '</ul>';
    }

    private function form(array $thing, array $row, string $chosen): void
    {
        $held = Queue::of($thing['kind'], $thing['seq']);
        $possible = $this->at->possible($thing['state'], $held['kind'] ?? null, $thing['pinned']);
        if ($possible === []) {
            return;
        }
        $reasons = ['' => __('None', 'open-forum')];
        foreach (Settings::forum()['reasons'] as $reason) {
            if (array_intersect($reason['actions'], $possible) !== []) {
                $reasons[$reason['id']] = Words::of($reason['name']);
            }
        }
        echo '<h3>' . esc_html__('Decide', 'open-forum') . '</h3>';
        printf('<form method="post" action="%s">', esc_url($this->at->address(['item' => $thing['id']])));
        wp_nonce_field(ItemsScreen::NONCE . $thing['id']);
        printf('<input type="hidden" name="item" value="%s">', esc_attr($thing['id']));
        // Who decides has read this version; another one is not decided about.
        printf('<input type="hidden" name="version" value="%s">', esc_attr((string) ($row['version'] ?? '')));
        echo '<table class="form-table" role="presentation">';
        $actions = array_intersect_key(Terms::actions(), array_flip($possible));
        $select = '<select id="decision" name="decision">' . Html::options($actions, $chosen) . '</select>';
        Html::row('decision', __('Decision', 'open-forum'), $select);
        $select = '<select id="reason" name="reason">' . Html::options($reasons, '') . '</select>';
        Html::row('reason', __('Reason', 'open-forum'), $select, __('The author reads it. Needed to reject, hide and ask for an edit.', 'open-forum'));
        $text = fn (string $name): string => "<textarea id=\"$name\" name=\"$name\" rows=\"3\" class=\"large-text\" maxlength=\"2000\"></textarea>";
        Html::row('message', __('Message to the author', 'open-forum'), $text('message'));
        Html::row('note', __('Note for moderators', 'open-forum'), $text('note'));
        echo '</table>';
        submit_button(__('Decide', 'open-forum'));
        echo '</form>';
    }

    private function decisions(array $thing): void
    {
        $rows = array_slice(Decisions::page(null, self::DECISIONS, $thing, null), 0, self::DECISIONS);
        if ($rows === []) {
            return;
        }
        $reasons = array_column(Settings::forum()['reasons'], 'name', 'id');
        echo '<h3>' . esc_html__('Decisions so far', 'open-forum') . '</h3><ul>';
        foreach ($rows as $row) {
            $facts = [
                Terms::actions()[$row['action']],
                isset($reasons[$row['reason']]) ? Words::of($reasons[$row['reason']]) : '',
                $row['rule'] === null ? ($row['moderator']['name'] ?? '') : __('by reports, until somebody looks', 'open-forum'),
                $row['undone_at'] === null ? '' : __('taken back', 'open-forum'),
            ];
            echo '<li>' . Html::time($row['at']) . ' · ' . implode(' · ', array_map([Html::class, 'text'], array_filter($facts)));
            foreach (array_filter([$row['message'], $row['note']]) as $text) {
                echo Html::block($text);
            }
            echo '</li>';
        }
        echo '</ul>';
    }
}
