"""One object in S3, or in a store that speaks its language, through obstore.

Settings are the environment's, under the names that the AWS tools use:

    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN     who asks
    AWS_PROFILE, AWS_SHARED_CREDENTIALS_FILE, ~/.aws/credentials    … where the above are not set
    AWS_SKIP_SIGNATURE=true    ask anonymously (public buckets); =false: use the role of this EC2 machine
    AWS_REQUESTER_PAYS=true    agree to pay for what is read, where a bucket wants that
    AWS_REGION, AWS_ENDPOINT_URL    where the bucket is; another store than Amazon's

Who has no credentials asks anonymously: that is what a public bucket needs, and looking for a machine's
role outside of EC2 only hangs. Common Crawl's bucket no longer answers anonymous requests; its https
address does. boto3 and s3fs were rejected: they take 0.5 to 1 s to import, and are slower.
"""

import configparser
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from proofpile.errors import MissingError, ProofpileError, UnitError, UsageError
from proofpile.web.patience import Patience, persist
from proofpile.web.transport import About, Answer, Passing, changed

CHUNK = 256 << 10  # bytes
_SIGNERS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
_Pairs = tuple[tuple[str, str | bool], ...]
_STATUS = re.compile(r"status code: (\d{3})[^:<]*")
_CODE = re.compile(r"<Code>(\w+)</Code>")
_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")


@dataclass(frozen=True)
class S3:
    """The object `key` of `bucket`. None leaves a choice to the environment, see above."""

    bucket: str
    key: str
    requester_pays: bool | None = None
    anonymous: bool | None = None
    doubts_lengths = False  # S3 keeps the length itself; hyper notices a body that differs

    @classmethod
    def at(cls, address: str, **choices: bool | None) -> "S3":
        """The object at ``s3://bucket/key``. Raises UsageError without a bucket."""
        parts = urlsplit(address, allow_fragments=False)
        key = parts.path + (f"?{parts.query}" if parts.query else "")
        if not parts.netloc:
            raise UsageError(f"{address} names no bucket; expected s3://bucket/key")
        return cls(parts.netloc, key.removeprefix("/"), **choices)

    @property
    def name(self) -> str:
        """Its address."""
        return f"s3://{self.bucket}/{self.key}"

    def get(self, start: int = 0, version: str = "") -> Answer:
        """See `Transport.get`."""
        store = self._store()
        import obstore

        options: Any = {"range": {"offset": start}} if start and version else {}
        if version.startswith('"'):
            options["if_match"] = version
        try:
            found = obstore.get(store, self.key, options=options)
            chunks = self._chunks(found.stream(min_chunk_size=CHUNK), start)
            return Answer(found.range[0], _about(found.meta), chunks, lambda: None)
        except Exception as error:
            raise self._told(error, start) from error

    def head(self) -> About:
        """See `Transport.head`."""
        store = self._store()
        import obstore

        try:
            return _about(obstore.head(store, self.key))
        except Exception as error:
            raise self._told(error, 0) from error

    def listed(self, patience: Patience | None = None) -> list[tuple[str, int]]:
        """Address and bytes of every object below this key, in no promised order. Raises UnitError."""
        return persist(self.name, patience or Patience(), self._list)

    def _list(self) -> list[tuple[str, int]]:
        store = self._store()
        import obstore

        try:
            batches = obstore.list(store, self.key or None)
            return [
                (f"s3://{self.bucket}/{one['path']}", one["size"])
                for batch in batches
                for one in batch
            ]
        except Exception as error:
            raise self._told(error, 0) from error

    def _chunks(self, stream: Any, got: int) -> Iterator[bytes]:
        try:
            for chunk in stream:
                yield bytes(chunk)
        except Exception as error:
            raise self._told(error, got) from error

    def _store(self) -> Any:
        return _store(self.bucket, tuple(sorted(self._config().items())), _environment())

    def _config(self) -> dict[str, str | bool]:
        """What the environment alone would not tell obstore."""
        config: dict[str, str | bool] = {}
        agreed = os.environ.get("AWS_REQUESTER_PAYS", "").lower() in ("true", "1")
        if agreed if self.requester_pays is None else self.requester_pays:
            config["request_payer"] = True
        if self.anonymous is not None:
            return config | {"skip_signature": self.anonymous}
        if "AWS_SKIP_SIGNATURE" in os.environ or _signs(os.environ):
            return config
        keys = _from_profile()
        return config | (keys or {"skip_signature": True})

    def _told(self, error: Exception, got: int) -> Exception:
        """`error` of obstore as Passing, or as an UnitError that says what to do."""
        from obstore.exceptions import (
            InvalidPathError,
            PermissionDeniedError,
            PreconditionError,
            UnauthenticatedError,
        )

        if isinstance(error, ProofpileError):
            return error
        words = _words(error)
        if isinstance(error, PreconditionError):
            return UnitError(changed(self.name, "it is another version", got))
        if isinstance(error, PermissionDeniedError | UnauthenticatedError):
            return UnitError(f"{self.name}: no permission. {self._how_to_sign()} ({words})")
        if isinstance(error, FileNotFoundError) or "NoSuchBucket" in words:
            return UnitError(self._nothing(words))
        if isinstance(error, InvalidPathError | ValueError):
            return UsageError(f"{self.name} is no address in S3: {words}")
        if "redirect" in words.lower():
            return UnitError(
                f"{self.name}: the bucket is in another region; set AWS_REGION to it ({words})"
            )
        return Passing(words) if _may_pass(words) else UnitError(f"{self.name}: {words}")

    def _nothing(self, told: str) -> str:
        if "NoSuchBucket" in told:
            return f"there is no bucket {self.bucket} at {os.environ.get('AWS_ENDPOINT_URL', 'S3')}"
        return (
            f"there is no object {self.name}; "
            f"if it is a folder, end it with a slash: {self.name.rstrip('/')}/"
        )

    def _how_to_sign(self) -> str:
        if self._config().get("skip_signature"):
            return (
                "No AWS credentials were found, so it was asked for anonymously; set "
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SKIP_SIGNATURE=false to use the "
                "role of this EC2 machine"
            )
        return (
            "If the reader pays in this bucket, agree with AWS_REQUESTER_PAYS=true; "
            "if it is public, try AWS_SKIP_SIGNATURE=true"
        )


def _environment() -> _Pairs:
    return tuple(sorted(pair for pair in os.environ.items() if pair[0].startswith("AWS_")))


def _signs(environ: Mapping[str, str]) -> bool:
    return any(environ.get(name) for name in _SIGNERS)


def _from_profile() -> dict[str, str | bool]:
    """Keys of the chosen profile in the file where ``aws configure`` writes them; obstore reads none."""
    given = os.environ.get("AWS_SHARED_CREDENTIALS_FILE")
    profiles = configparser.ConfigParser(interpolation=None, default_section="")
    profiles.read(Path(given) if given else Path.home() / ".aws" / "credentials")
    profile = os.environ.get("AWS_PROFILE", "default")
    if not profiles.has_option(profile, _KEYS[0]):
        return {}
    return {
        key.removeprefix("aws_").replace("session_token", "token"): profiles.get(profile, key)
        for key in _KEYS
        if profiles.has_option(profile, key)
    }


@cache
def _store(bucket: str, config: _Pairs, environment: _Pairs) -> Any:
    """One store a bucket and process. Retries are ours: obstore's do not know what progress is."""
    try:
        from obstore.store import S3Store
    except ImportError as error:
        raise MissingError(
            f"s3:// addresses need the package obstore ({error}): pip install 'proofpile[s3]'"
        ) from None
    settings = dict(environment)
    endpoint = str(settings.get("AWS_ENDPOINT_URL") or settings.get("AWS_ENDPOINT") or "")
    client: Any = {
        "connect_timeout": "20s",
        "read_timeout": "60s",
        "timeout": "1d",  # of a whole body; it comes as slowly as it is used
        "allow_http": endpoint.startswith("http://"),
        "user_agent": "proofpile",
    }
    keys: Any = dict(config)
    once: Any = {"max_retries": 0}
    return S3Store(bucket, config=keys, client_options=client, retry_config=once)


def _about(meta: Mapping[str, Any]) -> About:
    etag = meta.get("e_tag") or ""
    return About(meta["size"], etag if etag.startswith('"') else str(meta["last_modified"]))


def _words(error: Exception) -> str:
    """Status and code of S3's answer; else what obstore says, without the dump that follows."""
    told = str(error).strip()
    if status := _STATUS.search(told):
        code = _CODE.search(told)
        return f"{status[0].strip()} {code[1] if code else ''}".strip()
    return told.split("\n", 1)[0][:300]


def _may_pass(words: str) -> bool:
    status = _STATUS.search(words)
    return not status or status[1][0] == "5" or status[1] in ("408", "429")
