"""One object in S3, or in a store that speaks its language, through obstore.

How it is asked for is in the environment, see `proofpile.web.aws`. S3 keeps the lengths of objects itself
and answers conditions, so here is little to distrust; what it does is say SlowDown. boto3 and s3fs were
rejected: they take 0.5 to 1 s to import, and are slower.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from proofpile.errors import MissingError, ProofpileError, UnitError, UsageError
from proofpile.web.aws import Pairs, choices, settings
from proofpile.web.patience import Patience, persist
from proofpile.web.transport import About, Answer, Passing, changed

CHUNK = 256 << 10  # bytes
_STATUS = re.compile(r"status code: (\d{3})[^:<]*")
_CODE = re.compile(r"<Code>(\w+)</Code>")


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
        return _store(self.bucket, tuple(sorted(self._choices().items())), settings())

    def _choices(self) -> dict[str, str | bool]:
        return choices(self.requester_pays, self.anonymous)

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
        if self._choices().get("skip_signature"):
            return (
                "No AWS credentials were found, so it was asked for anonymously; set "
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SKIP_SIGNATURE=false to use the "
                "role of this EC2 machine"
            )
        return (
            "If the reader pays in this bucket, agree with AWS_REQUESTER_PAYS=true; "
            "if it is public, try AWS_SKIP_SIGNATURE=true"
        )


@cache
def _store(bucket: str, config: Pairs, environment: Pairs) -> Any:
    """One store a bucket and process. Retries are ours: obstore's do not know what progress is."""
    try:
        from obstore.store import S3Store
    except ImportError as error:
        raise MissingError(
            f"s3:// addresses need the package obstore ({error}): pip install 'proofpile[s3]'"
        ) from None
    said = dict(environment)
    endpoint = str(said.get("AWS_ENDPOINT_URL") or said.get("AWS_ENDPOINT") or "")
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
