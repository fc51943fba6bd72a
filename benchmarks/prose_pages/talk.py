"""Forums, questions and answers, mailing lists: every post is content, what stands around each is not."""

# ruff: noqa: E501  Markup and prose are in lines as long as they are.

from collections.abc import Iterator

from prose_pages import chrome
from prose_pages.page import Page
from prose_pages.writing import Block, Writer, article, html, plain


def pages() -> Iterator[Page]:
    yield _phpbb()
    yield _vbulletin()
    yield _xenforo()
    yield _discourse()
    yield _stack_exchange()
    yield _long_answer()
    yield _mailing_list()


def _posts(writer: Writer, count: int, formulas: int = 0) -> list[list[Block]]:
    return [article(writer, writer.number(1, 3), formulas=formulas) for _ in range(count)]


def _truth(posts: list[list[Block]]) -> str:
    return "\n".join(plain(post) for post in posts)


def _phpbb() -> Page:
    writer = Writer("phpbb")
    title, posts = writer.headline(), _posts(writer, 7)
    rows = "".join(
        f'<div id="p{n}" class="post bg{n % 2 + 1}"><div class="inner"><dl class="postprofile"><dt>{writer.name()}</dt>'
        f'<dd>Posts: {writer.number(3, 900)}</dd><dd>Joined: Mon Mar 05, 2012</dd></dl><div class="postbody">'
        f'<p class="author">by <strong>{writer.name()}</strong> » Tue Mar 06, 2012 9:0{n} am</p>'
        f'<div class="content">{"<br><br>".join(block.text for block in post)}</div>'
        f'<div class="signature">{writer.sentence()}</div></div></div></div>'
        for n, post in enumerate(posts)
    )
    body = (
        f'<div id="wrap"><div id="page-header"><div class="navbar">{chrome.links(["FAQ", "Login", "Register"])}</div></div>'
        f'<div id="page-body"><h2 class="topic-title">{title}</h2><div class="topic-actions">Post a reply • 7 posts</div>'
        f'{rows}<fieldset class="display-options">Display posts from previous: All posts</fieldset><h3>Who is online</h3>'
        f'<p>Users browsing this forum: no registered users and 3 guests</p></div><div id="page-footer">Powered by phpBB'
        "</div></div>"
    )
    return Page("forum-phpbb", "forum", chrome.document(title, body), _truth(posts))


def _vbulletin() -> Page:
    writer = Writer("vbulletin")
    title, posts = writer.headline(), _posts(writer, 6)
    rows = "".join(
        f'<table id="post{n}" class="tborder" width="100%"><tr><td class="thead">03-0{n + 1}-2009, 10:12 AM</td></tr>'
        f'<tr><td class="alt2"><a class="bigusername">{writer.name()}</a><div class="smallfont">Senior Member<br>'
        f'Posts: {writer.number(9, 999)}</div></td></tr><tr><td class="alt1" id="td_post_{n}">'
        f'<div id="post_message_{n}">{"<br /><br />".join(block.text for block in post)}</div></td></tr></table><br>'
        for n, post in enumerate(posts)
    )
    body = (
        f'<table class="tborder"><tr><td class="navbar">{chrome.links(["Forums", "Rules", "Search"])}</td></tr></table>'
        f'<strong>{title}</strong><div id="posts">{rows}</div><div class="smallfont">« Previous Thread | Next Thread »</div>'
        f'<div class="similar-threads"><b>Similar threads</b>{chrome.links(chrome.headlines(writer, 5))}</div>'
    )
    return Page("forum-vbulletin", "forum", chrome.document(title, body), _truth(posts))


def _xenforo() -> Page:
    writer = Writer("xenforo")
    title, posts = writer.headline(), _posts(writer, 5, formulas=1)
    rows = "".join(
        f'<article class="message message--post js-post" id="js-post-{n}"><div class="message-inner">'
        f'<div class="message-cell message-cell--user"><section class="message-user"><h4>{writer.name()}</h4>'
        f'<h5>Well-known member</h5></section></div><div class="message-cell message-cell--main">'
        f'<header class="message-attribution">Mar {n + 1}, 2021 · #{n + 1}</header><div class="message-content">'
        f'<article class="message-body js-selectToQuote"><div class="bbWrapper">{html(post)}</div></article></div>'
        f'<footer class="message-footer">Reactions: {writer.name()}</footer></div></div></article>'
        for n, post in enumerate(posts)
    )
    body = (
        f'<div class="p-pageWrapper"><header class="p-header">{chrome.div_menu()}</header><div class="p-body">'
        f'<h1 class="p-title-value">{title}</h1><div class="p-body-main--withSidebar"><div class="p-body-content">'
        f'<div class="block block--messages"><div class="block-body">{rows}</div></div></div>'
        f'<div class="p-body-sidebar">{chrome.links(chrome.headlines(writer, 6), "block")}</div></div></div></div>'
    )
    return Page("forum-xenforo", "maths", chrome.document(title, body), _truth(posts), 5)


def _discourse() -> Page:
    writer = Writer("discourse")
    title, posts = writer.headline(), _posts(writer, 6)
    rows = "".join(
        f'<div id="post_{n}" itemprop="comment" class="topic-body crawler-post"><div class="crawler-post-meta">'
        f'<span class="creator">{writer.name()}</span> <time>March {n + 1}, 2022</time></div>'
        f'<div class="post" itemprop="text">{html(post)}</div><div><meta>1 Like</div></div>'
        for n, post in enumerate(posts)
    )
    body = (
        f'<header class="d-header"><a href="/">Forum</a></header><div id="main-outlet" class="wrap" role="main">'
        f'<div id="topic-title"><h1><a href="#">{title}</a></h1><div class="topic-category">Category</div></div>'
        f"{rows}<div id='related-topics' class='more-topics__list'><h3>Related topics</h3>"
        f"{chrome.links(chrome.headlines(writer, 5), 'topic-list')}</div></div>"
        f'<footer class="container"><nav class="crawler-nav">{chrome.links(["Home", "Categories", "Guidelines"])}</nav></footer>'
    )
    return Page("forum-discourse", "forum", chrome.document(title, body), _truth(posts))


def _stack_exchange() -> Page:
    return _questions("qa-stackexchange", [2, 2, 1, 3], comments=4)


def _long_answer() -> Page:
    """One answer is most of the page; the question must stay."""
    return _questions("qa-long-answer", [1, 9, 1], comments=2)


def _questions(name: str, lengths: list[int], comments: int) -> Page:
    writer = Writer(name)
    title = writer.headline()
    posts = [article(writer, length, formulas=1) for length in lengths]
    head = (
        f'<header class="s-topbar"><a href="/">Q&amp;A</a></header><div class="container"><div id="left-sidebar">'
        f'{chrome.links(["Questions", "Tags", "Users"])}</div><div id="content"><div id="question-header"><h1>{title}</h1>'
        '</div><div class="d-flex">Asked 5 years ago Viewed 7k times</div><div id="mainbar">'
    )
    question, *answers = (_post(writer, n, post, comments) for n, post in enumerate(posts))
    rows = f'{question}<div id="answers"><h2>{len(answers)} Answers</h2>{"".join(answers)}</div>'
    tail = (
        '<div id="post-form"><h2>Your Answer</h2><p>Thanks for contributing an answer! Please be sure to answer the '
        f'question.</p></div></div><div id="sidebar"><div class="s-sidebarwidget"><h4>Related</h4>'
        f"{chrome.links(chrome.headlines(writer, 8), 'related')}</div></div></div></div>{chrome.footer('Q&A')}"
    )
    return Page(
        name, "maths", chrome.document(title, head + rows + tail), _truth(posts), len(posts)
    )


def _post(writer: Writer, index: int, blocks: list[Block], comments: int) -> str:
    identity = "question" if not index else f"answer-{index}"
    inner = "".join(
        f'<p><span class="math-container">$${block.text}$$</span></p>'
        if block.tag == "math"
        else block.html()
        for block in blocks
    )
    notes = "".join(
        f'<li id="comment-{index}{n}" class="comment js-comment"><div class="comment-text"><span class="comment-copy">'
        f'{writer.sentence()}</span> – <a class="comment-user">{writer.name()}</a></div></li>'
        for n in range(comments)
    )
    return (
        f'<div id="{identity}" class="{identity.split("-")[0]} js-{identity}"><div class="post-layout">'
        '<div class="votecell post-layout--left"><div class="js-voting-container">12</div></div>'
        f'<div class="postcell post-layout--right"><div class="s-prose js-post-body" itemprop="text">{inner}</div>'
        f'<div class="post-signature"><div class="user-info">asked Mar 5 by {writer.name()}</div></div></div>'
        f'<div class="post-layout--right"><div id="comments-{index}" class="comments js-comments-container">'
        f'<ul class="comments-list">{notes}</ul></div></div></div></div>'
    )


def _mailing_list() -> Page:
    writer = Writer("list")
    title = f"[pumps] {writer.headline()}"
    lines = [f"> {writer.sentence()}" for _ in range(3)] + [writer.sentence() for _ in range(12)]
    body = (
        f'<h1>{title}</h1><b>{writer.name()}</b> <a href="#">someone at example.org</a><br><i>Tue Mar 5 10:12:13 2002</i>'
        '<ul><li>Previous message: <a href="#">[pumps] test</a></li><li>Next message: <a href="#">[pumps] test</a></li>'
        f"<li><b>Messages sorted by:</b> <a href='#'>[ date ]</a> <a href='#'>[ thread ]</a></li></ul><hr><pre>"
        f"{chr(10).join(lines)}</pre><hr><ul><li>Previous message: <a href='#'>[pumps] test</a></li></ul>"
        f'<p><a href="#">More information about the pumps mailing list</a></p>'
    )
    return Page("forum-mailing-list", "forum", chrome.document(title, body), "\n".join(lines))
